// The language switcher keeps the #fragment: its links are of this page where the current one leads here.
// Where the other language has no such anchor, the browser shows the top of the page.
for (const list of document.querySelectorAll("[data-languages]")) {
  const current = list.querySelector("a[aria-current]");
  if (!current || current.pathname !== location.pathname) continue;

  const follow = () => {
    for (const link of list.querySelectorAll("a")) link.hash = location.hash;
  };
  addEventListener("hashchange", follow);
  follow();
}
