// Package html draws Evidence as one page that opens anywhere and stays readable for years.
//
//	Evidence ─▶ page/*.gohtml (html/template) ─▶ one file: no script, no font, no picture, no address to fetch
//	                 ▲
//	            style.css, written into the page
//
// The page is for people who decide: limits stand before results, in the same size; hazard coverage before any count
// of verdicts; every rate with its exposures and its bound; every colour beside a word that says the same. It meets
// WCAG 2.2 AA by construction (landmarks, one h1, headings in order, captions, row and column headers, visible focus,
// reflow at 320 px, dark and print styles); axe_test.go has axe-core check it in Chromium.
//
// It uses the system's own fonts and none of the NHS identity, because it is not an NHS service, and says so on top.
//
// Sibling rooms: reports assembles what is drawn here; reports/bundle seals it.
package html
