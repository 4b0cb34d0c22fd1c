// The number beside the cart, asked for only when a cookie says that there is a cart. What is in it is the matter of
// cart-forms.js, which comes when a form of the cart is sent or the cart is looked into.
const place = document.querySelector("[data-cart]");
const badge = document.querySelector("[data-cart-count]");
const hasCart = () => /(?:^|; )(?:__Host-)?cart-hint=1/.test(document.cookie);

const count = async () => {
  if (!badge || !hasCart()) return;
  const answer = await fetch(badge.dataset.cartCount);
  if (!answer.ok) return;
  const { count, label } = await answer.json();
  badge.hidden = !count;
  badge.firstElementChild.textContent = count > 99 ? "99+" : count;
  badge.lastElementChild.textContent = ` (${label})`;
};

const forms = () => import(place.dataset.script);

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-cart-form]");
  if (!form || !place) return;
  event.preventDefault();
  const button = event.submitter;
  forms().then(({ submit }) => submit(form, button), () => plainly(form, button));
});

const plainly = (form, button) => {
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
};

const lose = () => (place.querySelector("[data-cart-content]").textContent = place.dataset.failed);
const look = () => place && hasCart() && forms().then(({ refresh }) => refresh()).catch(lose);
for (const link of document.querySelectorAll("a[data-drawer]")) link.addEventListener("click", look);
document.addEventListener("cart:changed", count);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && count());
addEventListener("pageshow", (event) => {
  count();
  // On the page of the cart itself the forms are there from the beginning.
  if (place && !place.closest("dialog")) event.persisted ? look() : forms();
});
