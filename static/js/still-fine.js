// "Still fine" beside a stale translation: confirms it without leaving the form, so what was typed stays.
// Without JavaScript it is a link to a page that asks the same, in a tab of its own.
const send = async (link, button) => {
  const body = new FormData();
  body.append("seen", link.dataset.stillFine);
  const token = document.querySelector("[data-edit-form] [name=csrfmiddlewaretoken]")?.value ?? "";
  const headers = { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
  button.disabled = true;
  try {
    const answer = await fetch(link.href, { method: "POST", body, headers });
    // 404: somebody else has cleared it meanwhile.
    if (answer.ok || answer.status === 404) return { done: true, words: link.dataset.done };
    return { words: answer.status === 409 ? await answer.text() : link.dataset.failed };
  } catch {
    return { words: link.dataset.failed };
  }
};

const say = (note, words, role) => {
  const said = document.createElement("p");
  said.className = "kanal-stale__said";
  said.setAttribute("role", role);
  said.tabIndex = -1;
  note.append(said);
  said.textContent = words;
  return said;
};

for (const link of document.querySelectorAll("[data-still-fine]")) {
  const note = link.closest("[data-stale]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.innerHTML = link.innerHTML;
  link.replaceWith(button);
  button.addEventListener("click", async () => {
    const { done, words } = await send(link, button);
    note.querySelector(".kanal-stale__said")?.remove();
    if (!done) {
      button.disabled = false;
      say(note, words, "alert");
      return;
    }
    note.replaceChildren();
    note.classList.add("kanal-stale--cleared");
    say(note, words, "status").focus();
  });
}
