if (navigator.clipboard) for (const block of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  const said = document.createElement("span");
  said.className = "said";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(block.innerText.trimEnd() + "\n"); said.textContent = "Copied"; } catch { said.textContent = "Select the text and copy it"; }
    setTimeout(() => { said.textContent = ""; }, 2000);
  });
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.append(said, button);
  block.before(bar);
}
