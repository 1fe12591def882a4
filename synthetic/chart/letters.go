package chart

import (
	"strconv"
	"strings"

	"sandpiper/synthetic/draw"
)

// letter writes the paper work of a letter that came in after a clinic, and returns its place.
func (w *pen) letter(r *draw.Rand, seen day, text string) int {
	return w.meet(r, seen+day(r.Between(4, 16)), text, nil, 0, assistant)
}

// document writes a letter into the contact that it was filed in. Its text is what ink took since from.
func (w *pen) document(contact int, kind, title, from string, ink int) int {
	place := w.write(Document, &coded{text: title}, w.when(contact), contact, w.entries[contact].Author)
	e := &w.entries[place]
	if len(w.letters) == cap(w.letters) {
		w.letters = make([]Letter, 0, 8)
	}
	w.letters = append(w.letters, Letter{Type: kind, From: from})
	e.Status, e.Letter, e.Category = Current, &w.letters[len(w.letters)-1], kind
	w.texts = append(w.texts, span{place, ink, len(w.ink), true})
	return place
}

// clinicLetter is what a specialist writes about a condition; referral is the entry that it answers, -1 for a later visit.
func (w *pen) clinicLetter(r *draw.Rand, contact int, specialty string, c *coded, referral int) {
	from, m := w.head(contact, specialty)
	w.say("Diagnosis: ", c.text, "\n\n")
	if referral >= 0 {
		w.say("Thank you for referring ", w.person.Name.Given[0], ", whom I saw in clinic. The history, the examination and the tests fit with ", c.text,
			", and I have gone through what this means and what happens next.\n\n")
	} else {
		w.say(w.person.Name.Given[0], " came for follow-up. ", [...]string{"Things have been steady since the last visit.",
			"There has been some improvement since the last visit.", "Symptoms come and go much as before."}[r.IntN(3)], "\n\n")
	}
	w.sayMedicines(m, "Current medicines: ")
	w.say("Plan: ", [...]string{"please go on with the treatment above; I will see them again in six months.",
		"bloods before the next visit, please; clinic in three months.", "no change today. Please refer back if things get worse.",
		"I have given advice and written information. We will be in touch with the results."}[r.IntN(4)], "\n\n")
	w.say("Dictated but not signed, to avoid delay\n", specialty, " outpatients")
	w.answer(w.document(contact, "clinic-letter", "Clinic letter: "+specialty, from, w.inked), referral)
}

// reassurance is what a specialist writes when there was nothing that changes the diagnoses.
func (w *pen) reassurance(r *draw.Rand, contact int, a *acute, referral int) {
	from, m := w.head(contact, a.specialty)
	w.say("Reason for referral: ", a.words.text, "\n\n", "Thank you for asking me to see ", w.person.Name.Given[0], ". ", w.library.phrase(r, a, "finding"), "\n\n")
	w.sayMedicines(m, "Current medicines: ")
	w.say("Plan: ", w.library.phrase(r, a, "plan"), "\n\nDictated but not signed, to avoid delay\n", a.specialty, " outpatients")
	w.answer(w.document(contact, "clinic-letter", "Clinic letter: "+a.specialty, from, w.inked), referral)
}

// phrase draws what a clinic says about a reason that it found nothing behind.
func (l *library) phrase(r *draw.Rand, a *acute, part string) string {
	for _, about := range [...]string{a.key, a.specialty, ""} {
		if all := l.phrases[about+"/"+part]; len(all) > 0 {
			return all[r.IntN(len(all))]
		}
	}
	panic("reassurances.csv: nothing to say: " + part)
}

// answer ties a letter to the referral that it answers.
func (w *pen) answer(letter, referral int) {
	if referral >= 0 {
		w.links = append(w.links, link{letter, referral})
	}
}

// head starts a letter: where it is from and whom it is about. It returns the sender, and the moment the letter is of.
func (w *pen) head(contact int, department string) (from string, m moment) {
	m = w.when(contact)
	from, w.inked = w.hospital(w.stay(m)), len(w.ink)
	w.say(from, "\n", department, "\n")
	w.sayDay(m.day())
	n := &w.person.Name
	w.say("\n\nRe: ", n.Given[0], " ", n.Family, ", born ")
	w.sayDay(w.born.day())
	w.say("\n\n")
	return from, m
}

// say writes words with the ink.
func (w *pen) say(words ...string) {
	for _, s := range words {
		w.ink = append(w.ink, s...)
	}
}

var months = [...]string{" January ", " February ", " March ", " April ", " May ", " June ", " July ", " August ", " September ", " October ", " November ", " December "}

func (w *pen) sayDay(d day) {
	y, m, dom := d.civil()
	w.ink = strconv.AppendInt(w.ink, int64(dom), 10)
	w.ink = append(w.ink, months[m-1]...)
	w.ink = strconv.AppendInt(w.ink, int64(y), 10)
}

// sayMedicines lists what is taken at a moment.
func (w *pen) sayMedicines(m moment, start string) {
	w.say(start)
	n := 0
	for i := range w.life.Medicines {
		x := &w.life.Medicines[i]
		if momentOf(x.Since) > m || !x.Until.IsZero() && momentOf(x.Until) <= m {
			continue
		}
		if n++; n > 1 {
			w.say("; ")
		}
		w.say(x.Name)
	}
	if n == 0 {
		w.say("none")
	}
	w.say(".\n\n")
}

// sayBackground lists the lasting conditions of a moment, but for one.
func (w *pen) sayBackground(m moment, but string) {
	w.say("Background: ")
	n := 0
	for i := range w.conditions {
		c := &w.conditions[i]
		if !c.managed(m) || c.key == but {
			continue
		}
		if n++; n > 1 {
			w.say("; ")
		}
		w.say(c.words.text)
	}
	if n == 0 {
		w.say("nothing of note")
	}
	w.say(".\n\n")
}

// substance is what somebody does not bear, in the words of its label.
func (l *library) substance(allergen string) string {
	label := l.code("allergen/"+allergen, words(allergen)).text
	for _, start := range [...]string{"Allergy to ", "Intolerance of ", "Adverse reaction to "} {
		label = strings.TrimPrefix(label, start)
	}
	return label
}

// sayAllergies lists what the record warns of at a moment.
func (w *pen) sayAllergies(m moment) {
	w.say("Allergies: ")
	n := 0
	for _, x := range w.marks {
		if x.from <= m && m < x.to {
			if n++; n > 1 {
				w.say("; ")
			}
			w.say(w.library.substance(x.allergen))
		}
	}
	if n == 0 {
		w.say("none known to us")
	}
	w.say(".\n\n")
}
