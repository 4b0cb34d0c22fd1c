// Wagtail's calendar turns what it cannot read into this very moment, so that a page planned for December is published
// at once, and it covers the buttons below its field. Here it opens by a click and goes when somebody types, and what
// is typed stays: the server reads more ways to write a date, and says what it cannot read.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, openOnFocus: false });

const calendarOf = (field) => (field instanceof HTMLInputElement ? jQuery(field).data("xdsoft_datetimepicker") : null);

document.addEventListener("click", ({ target }) => {
  const calendar = calendarOf(target);
  if (!calendar || target.disabled) return;
  if (target.value) calendar.data("xdsoft_datetime").setCurrentTime(target.value);
  calendar.trigger("open.xdsoft");
});

document.addEventListener("input", ({ target }) => calendarOf(target)?.trigger("close.xdsoft"));

// Escape closes what is in front: the calendar, and not the dialog behind it, which would forget the date.
window.addEventListener("keydown", (event) => {
  const calendar = calendarOf(event.target);
  if (event.key !== "Escape" || !calendar?.is(":visible")) return;
  event.stopPropagation();
  event.preventDefault();
  calendar.trigger("close.xdsoft");
}, true);
