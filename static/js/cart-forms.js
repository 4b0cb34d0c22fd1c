// What is in the cart, shown and changed in its place: <form data-cart-form> posts by itself, and here its answer appears
// in the cart of this page, which is told to those who hear it, and the focus stays where it was.
const place = document.querySelector("[data-cart]");
const drawer = place.closest("dialog");
// One request after another, in all tabs: two first additions at once would otherwise make two carts.
let last = Promise.resolve();
const inTurn = (task) => (navigator.locks ? navigator.locks.request("cart", task) : (last = last.then(task, task)));
let flights = 0; // requests that are sent or wait for their turn

const dress = () => {
  if (!place.dataset.styles || document.querySelector(`link[href="${place.dataset.styles}"]`)) return;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: place.dataset.styles });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
};

const show = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("[data-cart-content]");
  if (!content) throw new Error("no cart");
  await dress();
  const old = place.querySelector("[data-cart-content]");
  const focus = place.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  const typed = unsent(old);
  old.replaceWith(content);
  goOn(content, typed);
  if (focus !== undefined) {
    const same = content.querySelector(`[data-focus="${focus}"]:enabled`);
    const near = content.querySelector(`[data-focus="quantity-${content.dataset.restored || focus.split("-")[1]}"], [data-focus=restore]`);
    (same ?? near ?? place).focus();
  }
  say(content.dataset.said || content.querySelector(".cart__removed p")?.textContent.trim() || "");
};

// The same words once more are told once more.
const say = (words) => {
  const status = place.querySelector("[data-cart-status]");
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = words));
};

export const refresh = () => inTurn(async () => show(await fetch(place.dataset.cart)));

const send = (form, button) =>
  inTurn(async () => {
    // Another answer came first: what was typed here was carried over into its form.
    if (form.quantity && !form.isConnected) return;
    if (form.quantity) form.dataset.sent = form.quantity.value;
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);
    body.set("fragment", "cart");
    await show(await fetch(form.action, { method: "POST", body }));
    document.dispatchEvent(new Event("cart:changed"));
  });

const fail = () => {
  const content = place.querySelector("[data-cart-content]");
  for (const form of quantities(content)) {
    wake(form);
    form.quantity.value = form.dataset.sent = form.seen.value;
  }
  const told = content.querySelector(".cart__problem") ?? document.createElement("p");
  told.className = "cart__problem";
  told.textContent = place.dataset.failed;
  content.prepend(told);
  say(place.dataset.failed);
};

const post = async (form, button) => {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  // The drawer opens at once, so that what it will say is said in it.
  if (drawer && !drawer.open && form.dataset.cartForm === "add") {
    drawer.showModal();
    drawer.addEventListener("close", () => button?.focus(), { once: true });
  }
  flights += 1;
  await send(form, button).catch(fail);
  flights -= 1;
  form.ariaBusy = "false";
};

// Quantities: what is pressed or typed is sent when it has come to rest. What comes while an answer is on its way is
// carried over into the answer's form, and sent after it.
const quantities = (content) => [...content.querySelectorAll("form[data-cart-form=quantity]")];
const resting = new Map(); // line → its form and the timer until it is sent

const wake = (form) => {
  clearTimeout(resting.get(form.line.value)?.timer);
  resting.delete(form.line.value);
};

const settle = async (form) => {
  wake(form);
  if (!form.isConnected || !form.quantity.value || form.ariaBusy === "true") return;
  await post(form);
};

const rest = (form) => {
  wake(form);
  resting.set(form.line.value, { form, timer: setTimeout(settle, 400, form) });
};

// Until nothing rests and nothing is under way: an answer may bring a number along that is still to be sent.
const settleAll = async () => {
  do {
    for (const { form } of [...resting.values()]) settle(form);
    await inTurn(() => {});
  } while (resting.size);
};

const unsent = (content) =>
  new Map(quantities(content).filter((form) => form.quantity.value !== (form.dataset.sent ?? form.seen.value))
    .map((form) => [form.line.value, form.quantity.value]));

const goOn = (content, typed) => {
  for (const form of quantities(content)) {
    if (!typed.has(form.line.value)) continue;
    form.quantity.value = typed.get(form.line.value);
    rest(form);
  }
};

const step = (form, button) => {
  if (button.value > 0) form.quantity.stepUp();
  else form.quantity.stepDown();
  rest(form);
};

export const submit = (form, button) => {
  if (button?.name === "step") return step(form, button);
  if (form.dataset.cartForm === "quantity" && form.quantity.value) return settle(form);
  // What goes out of the cart need not be counted any more.
  for (const { form: other } of resting.values()) if (!form.line || form.line.value === other.line.value) wake(other);
  return post(form, button);
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-cart-form=quantity]");
  if (form) rest(form);
});

// Whoever goes on before a number has come to rest takes it along.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !(resting.size || flights) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await settleAll();
  // What was refused is read first.
  if (!place.querySelector(".cart__problem")) location.assign(link.href);
});
drawer?.addEventListener("close", settleAll);
