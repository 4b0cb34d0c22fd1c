// Marks the rail's link to the part that is being read. The links work without it.
const links = new Map();
for (const link of document.querySelectorAll("[data-rail] a[href^='#']")) {
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (part) links.set(part, link);
}

let scheduled = false;
const mark = () => {
  scheduled = false;
  const line = innerHeight * 0.3;
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const parts = [...links.keys()];
  const passed = parts.filter((part) => part.getBoundingClientRect().top <= line);
  const here = atEnd && parts.at(-1).getBoundingClientRect().top < innerHeight ? parts.at(-1) : passed.at(-1) ?? parts[0];
  for (const [part, link] of links) {
    if (part === here) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
};

if (links.size) {
  addEventListener("scroll", () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(mark);
  }, { passive: true });
  mark();
}
