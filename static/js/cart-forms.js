// What is in the cart, shown and changed in its place: <form data-cart-form> posts by itself, and here its answer appears
// in the cart of this page, which is told to those who hear it, and the focus stays where it was.
//
// One loop sends one thing after another: what was pressed, then each number that differs from what the cart holds. What
// is typed while an answer is on its way is carried over into the answer's form, and is sent after it.
const place = document.querySelector("[data-cart]");
const drawer = place.closest("dialog");
const cart = new URL(place.dataset.cart, location);
const pressed = []; // what is still to be sent: `form`, `url` and `body`, or the `url` of the cart alone
const problems = new Map(); // a selector of what was refused → why, until it succeeds, is gone or was seen
let current; // what is being sent
let idle = Promise.resolve();
let resting; // until a number has come to rest

const shown = () => place.querySelector("[data-cart-content]");
const numbers = (content) => [...content.querySelectorAll("form[data-cart-form=quantity]")];
const isNew = (form) => form.quantity.value !== (form.dataset.sent ?? form.seen.value);

const request = (form, button) => {
  const body = new URLSearchParams(new FormData(form));
  // What is on its way counts already: this is the difference to it.
  if (form.quantity && form === current?.form) body.set("seen", form.dataset.sent);
  if (form.quantity) form.dataset.sent = form.quantity.value;
  if (button?.name) body.set(button.name, button.value);
  body.set("fragment", "cart");
  return { form, url: form.action, body };
};

const next = () => {
  if (pressed.length || resting) return pressed.shift();
  const form = numbers(shown()).find((one) => isNew(one) && one.quantity.value);
  return form && request(form);
};

// Asking

// Nothing is waited for any longer.
const inTime = () => AbortSignal.timeout(10_000);

// Two tabs that add at once for the first time would make two carts. Whoever has a cart waits for nobody.
const alone = (task) =>
  navigator.locks && !document.cookie.includes("cart-hint=1") ? navigator.locks.request("cart", { signal: inTime() }, task) : task();

const ask = async ({ url, body }) => {
  // What is on its way arrives, though the reader leaves the page.
  const options = body && { method: "POST", body, keepalive: true };
  const answer = await alone(() => fetch(url, { ...options, signal: inTime() }));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("[data-cart-content]");
  if (!content) throw new Error("no cart");
  return content;
};

const LOST = "template";
const lost = () => place.querySelector("template").content.firstElementChild.cloneNode(true);

const subject = ({ body }) => (body?.has("line") ? `[name=line][value="${body.get("line")}"]` : "[name=product]");

// What the cart holds no longer troubles nobody, nor that it could not be reached before.
const forget = (content, lostBefore) => {
  for (const [about, why] of problems)
    if (why === lostBefore || (about !== LOST && !content.querySelector(about))) problems.delete(about);
};

const send = async (one, lostBefore) => {
  let content = await ask(one).catch(() => {});
  const why = content ? [...content.querySelectorAll(".cart__problem")] : [lost()];
  const about = content ? subject(one) : LOST;
  if (content) forget(content, lostBefore);
  if (why.length) problems.set(about, why);
  else problems.delete(about);
  // Whether it was done, although no answer came, is asked of the cart itself.
  if (!content && one.body) content = await ask({ url: cart }).catch(() => {});
  if (content) await show(content);
  else giveUp();
  tell();
  const removed = one.body && shown().querySelector(".cart__removed p");
  say(why.length ? words(why) : one.body && (shown().dataset.said || (removed ? words([removed]) : "")));
  if (one.body) document.dispatchEvent(new Event("cart:changed"));
};

const run = async () => {
  place.dataset.busy = "";
  const slow = setTimeout(say, 1000, place.dataset.waiting);
  const lostBefore = problems.get(LOST);
  while ((current = next())) await send(current, lostBefore);
  clearTimeout(slow);
  delete place.dataset.busy;
};

const go = () => {
  if (!current) idle = run();
};

// Showing

const dress = () => {
  if (!place.dataset.styles || document.querySelector(`link[href="${place.dataset.styles}"]`)) return;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: place.dataset.styles });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    setTimeout(resolve, 3000);
    document.head.append(sheet);
  });
};

const show = async (content) => {
  await dress();
  const old = shown();
  if (old.isEqualNode(content)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
  const typed = new Map(numbers(old).filter(isNew).map((form) => [form.line.value, form.quantity.value]));
  old.replaceWith(content);
  for (const form of numbers(content)) if (typed.has(form.line.value)) form.quantity.value = typed.get(form.line.value);
  if (focused) (keep(focused, content.querySelector(twin(focused))) ?? content.querySelector(near(focused, content)) ?? place).focus();
};

// A number that is being typed stays itself, with its caret, in the place of its twin.
const keep = (focused, same) => {
  if (!same || focused.name !== "quantity") return same;
  if (focused.value !== same.value) focused.value = same.value;
  Object.assign(focused, { max: same.max, defaultValue: same.defaultValue });
  same.replaceWith(focused);
  return focused;
};

const twin = ({ dataset, href }) => (dataset.focus ? `[data-focus="${dataset.focus}"]:enabled` : `a[href="${new URL(href ?? "", location).pathname}"]`);
const near = ({ dataset }, content) =>
  `[data-focus="quantity-${content.dataset.restored || dataset.focus?.split("-")[1]}"], [data-focus=restore]`;

// Nobody knows what the cart holds: what was read last stays, and nothing more is sent.
const giveUp = () => {
  const content = shown();
  pressed.length = 0;
  if (content.className !== "cart") content.replaceChildren();
  content.className = "cart";
  for (const form of numbers(content)) form.quantity.value = form.dataset.sent = form.seen.value;
};

const words = (elements) => elements.map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(" ");

// All problems stand above the cart, each once.
const tell = () => {
  for (const old of shown().querySelectorAll(".cart__problem")) old.remove();
  const all = new Map([...problems.values()].flat().map((one) => [words([one]), one]));
  shown().prepend(...all.values());
};

// The same words once more are told once more.
const say = (text) => {
  const status = place.querySelector("[data-cart-status]");
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = text ?? ""));
};

// What the reader does

export const refresh = () => {
  pressed.push({ url: cart });
  go();
};

const settle = () => {
  clearTimeout(resting);
  resting = undefined;
  go();
};

const rest = () => {
  clearTimeout(resting);
  resting = setTimeout(settle, 400);
};

export const submit = (form, button) => {
  if (button?.name === "step") {
    if (button.value > 0) form.quantity.stepUp();
    else form.quantity.stepDown();
    return rest();
  }
  if (!form.quantity?.value && ![current, ...pressed].some((one) => one?.form === form)) pressed.push(request(form, button));
  settle();
};

document.addEventListener("input", (event) => event.target.closest("form[data-cart-form=quantity]") && rest());

// Whoever goes on to the order, or to the cart in another language, takes everything along, and reads first what was
// refused. Other pages need not wait.
let leaving;
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.closest(".cart__problem")) return;
  if (!link.href.startsWith(cart.origin + cart.pathname) && (drawer || !link.hreflang)) return;
  pressed.push(...numbers(shown()).filter((form) => isNew(form) && !form.quantity.value).map((form) => request(form)));
  settle();
  if (!current && !problems.size) return;
  event.preventDefault();
  leaving = link;
  for (; current; settle()) await idle;
  if (leaving !== link) return;
  if (!problems.size) return location.assign(link.href);
  problems.clear();
  const problem = shown().querySelector(".cart__problem");
  problem.tabIndex = -1;
  problem.focus();
});

drawer?.addEventListener("close", () => {
  leaving = undefined;
  problems.clear();
  settle();
});

addEventListener("pagehide", () => {
  clearTimeout(resting);
  resting = undefined;
  for (let one; (one = next()); ) if (one.body) ask(one).catch(() => {});
});

// What was typed before this script came.
go();
