// ical.js as a program: what readers.py does, in the language of most calendars on the web.

import ICAL from "ical.js";

const FIRST = Date.UTC(2026, 0, 1);
const LAST = Date.UTC(2028, 0, 1);
const MOST_DATES = 1000; // of one rule: a broken one must not run forever

// A time without a known zone is the clock of whoever reads it: toJSDate() says so.
function written(time) {
  return time.isDate ? time.toString() : time.toJSDate().toISOString().replace(".000Z", "Z");
}

function entry(event, start, end) {
  const status = event.component.getFirstPropertyValue("status");
  const place = event.location ?? "";
  return [event.uid, written(start), written(end), status, event.summary, place].map(String);
}

function* expanded(event) {
  if (!event.isRecurring()) {
    yield entry(event, event.startDate, event.endDate);
    return;
  }
  const dates = event.iterator();
  for (let count = 0; count < MOST_DATES; count += 1) {
    const next = dates.next();
    if (!next || next.toJSDate() >= LAST) return;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (endDate.toJSDate() >= FIRST) yield entry(item, startDate, endDate);
  }
}

function read(feed) {
  const calendar = new ICAL.Component(ICAL.parse(feed));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const exceptions = events.filter((each) => each.isRecurrenceException());
  const masters = events.filter((each) => !each.isRecurrenceException());
  for (const exception of exceptions) {
    masters.find((each) => each.uid === exception.uid)?.relateException(exception);
  }
  return masters.flatMap((each) => [...expanded(each)]);
}

function attempt(feed) {
  try {
    return read(feed);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const feeds = JSON.parse(input).map((feed) => Buffer.from(feed, "base64").toString("utf8"));
process.stdout.write(JSON.stringify(feeds.map((feed) => ({ "ical.js": attempt(feed) }))));
