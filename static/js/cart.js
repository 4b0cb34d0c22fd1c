// The number beside the cart, asked for only when a cookie says that there is a cart, and the first answer to whoever uses
// it: the drawer, and that something is under way. The rest is the matter of cart-forms.js, which comes when it is needed.
// In browsers too old for that, forms and links stay plain.
const place = AbortSignal.timeout && document.querySelector("[data-cart]");
const drawer = place?.closest("dialog");
const badge = document.querySelector("[data-cart-count]");
const hasCart = () => /(?:^|; )(?:__Host-)?cart-hint=1/.test(document.cookie);

const ask = async () => {
  if (!badge || !hasCart()) return;
  const answer = await fetch(badge.dataset.cartCount);
  if (!answer.ok) return;
  const { count, label } = await answer.json();
  badge.hidden = !count;
  badge.firstElementChild.textContent = count > 99 ? "99+" : count;
  badge.lastElementChild.textContent = ` (${label})`;
};
const count = () => ask().catch(() => {});

// One for all who wait. What does not come in time is not waited for: the form is sent as without JavaScript.
let coming;
const forms = () =>
  (coming ??= Promise.race([import(place.dataset.script), new Promise((_, refuse) => setTimeout(refuse, 3000))]).catch((error) => {
    coming = undefined;
    throw error;
  }));

const plainly = (form, button) => {
  const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: button?.name ?? "", value: button?.value });
  form.append(pressed);
  form.submit();
  pressed.remove();
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-cart-form]");
  if (!form || !place) return;
  event.preventDefault();
  const button = event.submitter;
  // The drawer opens at once, so that what it will say is said in it.
  if (drawer && !drawer.open && form.dataset.cartForm === "add") {
    drawer.showModal();
    drawer.addEventListener("close", () => button?.focus(), { once: true });
  }
  place.dataset.busy = "";
  // Whoever leaves the page meanwhile has sent it all the same, and once.
  let isSent = false;
  const leave = () => (isSent ||= navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form, button))));
  addEventListener("pagehide", leave);
  const send = (way) => {
    removeEventListener("pagehide", leave);
    if (!isSent) way(form, button);
  };
  forms().then(({ submit }) => send(submit), () => send(plainly));
});

const lose = () => {
  const content = place.querySelector("[data-cart-content]");
  if (content.className !== "cart") content.replaceChildren();
  content.className = "cart";
  content.querySelector(".cart__problem")?.remove();
  content.prepend(place.querySelector("template").content.cloneNode(true));
  place.querySelector("[data-cart-status]").textContent = content.firstElementChild.textContent;
  delete place.dataset.busy;
};

const look = () => {
  if (!place || !hasCart()) return;
  place.dataset.busy = "";
  forms().then(({ refresh }) => refresh(), lose);
};

const comeBack = () => {
  count();
  if (!drawer || drawer.open) look();
};

if (drawer) drawer.dataset.ready = 1;
for (const link of document.querySelectorAll("a[data-drawer]")) link.addEventListener("click", () => drawer && look());
document.addEventListener("cart:changed", count);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && comeBack());
addEventListener("pageshow", (event) => {
  if (event.persisted) return comeBack();
  count();
  // On the page of the cart itself the forms are there from the beginning.
  if (place && !drawer) forms().catch(() => {});
});
