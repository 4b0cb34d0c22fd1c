// Applies the reader's choice of colours before the first paint: this file alone blocks rendering.
// The choice is "light", "dark", or nothing at all, which follows the system.
(() => {
  const root = document.documentElement;
  const order = ["system", "light", "dark"];
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const write = (theme) => {
    try { theme === "system" ? localStorage.removeItem("theme") : localStorage.setItem("theme", theme); } catch { /* private mode */ }
  };
  const current = () => root.dataset.theme ?? "system";
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const name = (button) => {
    const label = button.dataset[current()];
    const text = button.querySelector("[data-theme-label]");
    text.textContent = label;
    button.title = label;
  };

  apply(read());
  addEventListener("storage", (event) => {
    if (event.key !== "theme") return;
    apply(event.newValue);
    document.querySelectorAll("[data-theme-toggle]").forEach(name);
  });

  addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("[data-theme-toggle]");
    const next = () => {
      const theme = order[(order.indexOf(current()) + 1) % order.length];
      apply(theme);
      write(theme);
      buttons.forEach(name);
    };
    buttons.forEach((button) => {
      name(button);
      button.hidden = false;
      button.addEventListener("click", next);
    });
  });
})();
