// [data-clock] says whether a channel is open now, and its hours on the device's clock where that shows other ones.
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const formats = {};

// What the clocks of a zone show, as if it were UTC.
const wall = (zone, instant) => {
  formats[zone] ??= new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  });
  const part = Object.fromEntries(formats[zone].formatToParts(instant).map(({ type, value }) => [type, value]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute);
};
const offset = (zone, instant) => wall(zone, instant) - Math.floor(instant / MINUTE) * MINUTE;

// An hour that occurs twice is the first one, one that is skipped is taken as if the clocks had not changed yet.
const instantOf = (zone, time) => {
  const [before, after] = [offset(zone, time - DAY), offset(zone, time + DAY)];
  return [before, after].map((shift) => time - shift).find((one) => wall(zone, one) === time) ?? time - before;
};

const startOfDay = (time) => Math.floor(time / DAY) * DAY;
const iso = (time) => new Date(time).toISOString();
const clock = (time) => iso(time).slice(11, 16);
const weekday = (day) => (new Date(day).getUTCDay() + 6) % 7;
const milliseconds = (text) => (text.slice(0, 2) * 60 + +text.slice(3)) * MINUTE;

const spanOn = (zone, day, [, opens, closes]) => [
  instantOf(zone, day + milliseconds(opens)),
  instantOf(zone, day + milliseconds(closes) + (closes <= opens ? DAY : 0)),
];

const spansAround = ({ zone, slots, holidays }, today) => {
  const spans = [];
  for (let day = today - DAY; day < today + 15 * DAY; day += DAY) {
    if (holidays.includes(iso(day).slice(0, 10))) continue;
    for (const slot of slots) if (slot[0].includes(weekday(day))) spans.push(spanOn(zone, day, slot));
  }
  spans.sort((one, other) => one[0] - other[0]);
  return spans.reduce((joined, [from, to]) => {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
    return joined;
  }, []);
};

// The hours as the clocks of another zone show them, each slot as it comes next: "Every day 11:00–20:00".
// `overnight` is told where one ends on the next day, as on the line of the channel's own clock.
const linesIn = (other, { zone, slots }, today, overnight) => {
  const lines = new Map();
  for (const slot of slots) {
    const [days, opens, closes, names] = slot;
    if (days.length === 7 && opens === closes) return "";
    let day = today;
    while (!days.includes(weekday(day))) day += DAY;
    const [from, to] = spanOn(zone, day, slot).map((one) => wall(other, one));
    const name = names[(startOfDay(from) - day) / DAY + 1];
    if (!name) return "";
    const span = `${clock(from)}–${clock(to)}${clock(to) <= clock(from) ? `, ${overnight}` : ""}`;
    lines.set(name, [...(lines.get(name) ?? []), span]);
  }
  return [...lines].map(([name, times]) => `${name} ${times.join(", ")}`).join("; ");
};

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

const waiting = (words, what, until, now, device) => {
  const minutes = Math.ceil((until - now) / MINUTE);
  // Never more than is left: who comes five and a half hours later would find it closed.
  const hours = what === "closes" ? Math.floor(minutes / 60) : Math.round(minutes / 60);
  const [unit, count] = minutes < 60 ? ["Minutes", minutes] : ["Hours", hours];
  const there = wall(device, until);
  const values = { count, time: clock(there), day: words.days[weekday(there)] };
  if (hours < 24) return fill(words[what + unit][count === 1 ? 0 : 1], values);
  return what === "opens" && hours < 6 * 24 ? fill(words.opensLater, values) : "";
};

const show = (element) => {
  const data = JSON.parse(element.dataset.clock);
  const words = JSON.parse(element.dataset.words);
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = Date.now();
  const today = startOfDay(wall(data.zone, now));
  const spans = spansAround(data, today);
  const open = spans.find(([from, to]) => from <= now && now < to);
  const next = spans.find(([from]) => from > now);
  const [state, wait, own] = ["state", "wait", "device"].map((name) => element.querySelector(`[data-clock-${name}]`));
  const isHoliday = data.holidays.includes(iso(today).slice(0, 10));

  state.textContent = open ? words.open : isHoliday ? words.holiday : words.closed;
  state.classList.toggle("pill--verified", Boolean(open));
  state.hidden = false;
  wait.textContent = open ? waiting(words, "closes", open[1], now, device) : next ? waiting(words, "opens", next[0], now, device) : "";

  const lines = linesIn(device, data, today, words.overnight);
  own.firstElementChild.textContent = lines;
  own.hidden = !lines || [data.zone, data.here].some((zone) => linesIn(zone, data, today, words.overnight) === lines);
};

for (const element of document.querySelectorAll("[data-clock]")) {
  try {
    show(element);
    setInterval(show, MINUTE / 2, element);
  } catch { /* a zone that this browser does not know: what is printed stays right */ }
}
