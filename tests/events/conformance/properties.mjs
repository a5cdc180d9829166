// What ical.js finds in a feed beside its dates, as JSON: the calendar and its first entry.

import ICAL from "ical.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const calendar = new ICAL.Component(ICAL.parse(input));
const found = [calendar, calendar.getFirstSubcomponent("vevent")].map((component) =>
  component.getAllProperties().map((each) => [each.name.toUpperCase(), String(each.getFirstValue())]),
);
process.stdout.write(JSON.stringify(found.map(Object.fromEntries)));
