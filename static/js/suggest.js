// [data-suggestions="/sq/kerko/sugjerime/"], a list in a form, offers pages while the form's field is typed into: an
// editable combobox with manual selection (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
const PAUSE = 120; // milliseconds
const SHORTEST = 2;
const WORD = /([\p{L}\p{N}]+)/gu;
const status = document.querySelector("[data-status]");

// However it is typed, it is asked for at one address, which caches know.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");

const make = (tag, values, ...content) => {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...content);
  return element;
};

const emphasised = (title, typed) => title.normalize().split(WORD).flatMap((word) => {
  const begun = typed.filter((part) => fold(word).startsWith(part)).map((part) => part.length);
  const end = Math.max(0, ...begun);
  return end ? [make("b", {}, word.slice(0, end)), word.slice(end)] : word;
});

const attach = (list) => {
  const form = list.parentElement;
  const input = form.elements.q;
  let request = new AbortController();
  let asked = "";
  let chosen;
  let timer;

  const choose = (option) => {
    if (chosen) chosen.ariaSelected = false;
    if (option) option.ariaSelected = true;
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    chosen = option;
  };

  const show = ({ pages, said }) => {
    const typed = asked.match(WORD);
    choose();
    list.replaceChildren(...pages.map(({ title, url, kind_label, company }, place) => make(
      "a", { role: "option", id: `${list.id}-${place}`, href: url, tabIndex: -1, ariaSelected: false },
      make("span", { dir: "auto" }, ...emphasised(title, typed)), " ",
      make("small", {}, kind_label, company && " · ", make("bdi", {}, company)),
    )));
    list.hidden = !pages.length;
    input.ariaExpanded = !list.hidden;
    status.textContent = said;
  };

  const close = () => {
    clearTimeout(timer);
    request.abort();
    asked = "";
    show({ pages: [], said: "" });
  };

  const ask = async () => {
    const query = fold(input.value);
    if (query === asked) return;
    if (query.length < SHORTEST) return close();
    request.abort();
    request = new AbortController();
    const { signal } = request;
    asked = query;
    try {
      const answer = await fetch(`${list.dataset.suggestions}?${new URLSearchParams({ q: query })}`, { signal });
      const found = await answer.json();
      if (!signal.aborted) show(found);
    } catch {
      if (!signal.aborted) close();
    }
  };

  // From the field through the list and back to the field.
  const step = async (by) => {
    await ask();
    const stops = [undefined, ...list.children];
    choose(stops.at((stops.indexOf(chosen) + by) % stops.length));
  };

  // What a key does, and whether that was all.
  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => choose(),
    End: () => choose(),
    Enter: () => {
      chosen?.click();
      return chosen;
    },
    Escape: () => {
      const text = input.value;
      if (list.hidden) input.value = "";
      close();
      return text;
    },
  };

  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: false });
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("input", () => {
    choose();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    // While a word is composed, keys are the input method's. Its letters are asked for: phones compose every word.
    if (event.isComposing || event.keyCode === 229 || !keys[event.key]?.()) return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next !== input && !list.contains(next)) close();
  });
  // The field keeps the focus while an option is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("pagehide", close);
};

document.querySelectorAll("[data-suggestions]").forEach(attach);
