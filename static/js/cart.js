// <form data-cart-form> posts by itself; here its answer appears in the cart of this page, which is told to those who
// hear it, and the focus stays where it was. The header's number is asked for only when a cookie says that there is a cart.
const place = document.querySelector("[data-cart]");
const badge = document.querySelector("[data-cart-count]");
const drawer = place?.closest("dialog");
const hasCart = () => /(?:^|; )(?:__Host-)?cart-hint=1/.test(document.cookie);
// One request after another, in all tabs: two first additions at once would otherwise make two carts.
const inTurn = (task) => (navigator.locks ? navigator.locks.request("cart", task) : task());

const count = async () => {
  if (!badge || !hasCart()) return;
  const answer = await fetch(badge.dataset.cartCount);
  if (!answer.ok) return;
  const { count, label } = await answer.json();
  badge.hidden = !count;
  badge.firstElementChild.textContent = count > 99 ? "99+" : count;
  badge.lastElementChild.textContent = ` (${label})`;
};

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
  const focus = place.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  place.querySelector("[data-cart-content]").replaceWith(content);
  if (focus !== undefined) {
    const same = content.querySelector(`[data-focus="${focus}"]:enabled`);
    const near = content.querySelector(`[data-focus="quantity-${focus.split("-")[1]}"], [data-focus=restore]`);
    (same ?? near ?? place).focus();
  }
  say(content.dataset.said || content.querySelector(".cart__removed p")?.textContent.trim() || "");
  return content;
};

// The same words once more are told once more.
const say = (words) => {
  const status = place.querySelector("[data-cart-status]");
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = words));
};

const refresh = () => hasCart() && inTurn(async () => show(await fetch(place.dataset.cart))).catch(() => {});

const send = (form, button) =>
  inTurn(async () => {
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);
    body.set("fragment", "cart");
    await show(await fetch(form.action, { method: "POST", body }));
    await count();
  });

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-cart-form]");
  if (!form || !place) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  // The drawer opens at once, so that what it will say is said in it.
  if (drawer && !drawer.open) {
    drawer.showModal();
    drawer.addEventListener("close", () => event.submitter?.focus(), { once: true });
  }
  await send(form, event.submitter).catch(() => say(place.dataset.failed));
  form.ariaBusy = "false";
});

// A number that is typed or stepped is sent when it has come to rest.
let resting;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-cart-form=quantity]");
  if (!form) return;
  clearTimeout(resting);
  resting = setTimeout(() => form.isConnected && event.target.value && form.requestSubmit(), 500);
});

for (const link of document.querySelectorAll("a[data-drawer]")) link.addEventListener("click", refresh);
addEventListener("pageshow", (event) => {
  count();
  if (event.persisted && place && !drawer) refresh();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && count());
