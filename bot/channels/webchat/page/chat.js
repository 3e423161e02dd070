// The chat page: joins what is said (outbox), what is heard (live) and what is seen (messages).

import { listenToComposer } from "./composer.js";
import { Live } from "./live.js";
import { Memory } from "./memory.js";
import { Messages } from "./messages.js";
import { Outbox, newId } from "./outbox.js";
import { request } from "./request.js";

const TOAST_MS = 5000;
// Begins the ids of what the page says by itself; the server keeps those out of the conversation.
const QUIET = "q-";
const PAYLOAD = /^[\w-]{1,64}$/;

const byId = (id) => document.getElementById(id);
const page = JSON.parse(byId("page").textContent);
const memory = new Memory(`farmgate:${page.base}:`);
const isFramed = parent !== window;
let payload = new URLSearchParams(location.search).get("start") ?? ""; // what the link shall open by which they came
let toastTimer = 0;

const outbox = new Outbox(`${page.base}send`, memory, {
  taken: onTaken,
  refused: (message) => settle(message, page.words.refused),
  stranger: becomeKnown,
  line: showLine,
});
const live = new Live(page.base, { batch: onBatch, stranger: becomeKnown, line: showLine });
const messages = new Messages(byId("log"), byId("newer"), page, {
  press: (id, payload) => say({ kind: "press", message_id: id, payload }),
  pressed: (id) => outbox.waiting.find((message) => message.message_id === id)?.payload ?? null,
});

speak(page);
listenToComposer(byId("composer"), byId("words"), memory, {
  text: (text) => say({ kind: "text", text }),
  file: (what) => say({ kind: "unsupported", what }),
});
byId("language").addEventListener("change", (event) => chooseLanguage(event.target.value));
addEventListener("message", onFrame);
addEventListener("online", () => outbox.flush());
document.addEventListener("visibilitychange", () => document.hidden || outbox.flush());
byId("log").addEventListener("click", openBeside);
outbox.waiting.forEach(drawWaiting);
live.start();
outbox.flush();

// -- what is said --------------------------------------------------------------------------------

function say(message, id = newId()) {
  outbox.add({ id, ...message });
  drawWaiting({ id, ...message });
}

function drawWaiting(message) {
  if (message.kind === "press") messages.showPressed(message.message_id);
  else if (message.kind === "text" && !message.id.startsWith(QUIET)) messages.drawPending(message);
}

function onTaken(message, toast) {
  settle(message, "");
  if (toast) showToast(toast);
  live.hurry();
}

function settle(message, status) {
  if (message.kind === "press") messages.showPressed(message.message_id);
  else messages.setStatus(message.id, status);
}

// -- what is heard -------------------------------------------------------------------------------

function onBatch(batch) {
  sessionStorage.removeItem("stranger");
  messages.draw(batch);
  if (batch.language && batch.language !== page.language) changeWords(batch.language);
  if (payload || batch.greet) sayHello(batch.greet);
}

// Opening a new chat says hello; so does coming by a link, which then leaves the address bar, so that a reload does not
// open it again. A newcomer's id is always the same, so hello is said once.
function sayHello(isNew) {
  const words = PAYLOAD.test(payload) ? { kind: "text", text: `/start ${payload}` } : isNew && { kind: "start" };
  if (words) say(words, QUIET + (isNew ? "start" : newId()));
  if (payload) history.replaceState(null, "", location.pathname);
  payload = "";
}

// The server does not know our cookie, or has never given us one: a fresh page has one.
function becomeKnown() {
  const hasTried = sessionStorage.getItem("stranger");
  sessionStorage.setItem("stranger", "1");
  if (hasTried) byId("notice").textContent = page.words.cookies;
  else location.reload();
  return false;
}

function showLine(isUp) {
  const words = isUp ? "" : page.words.offline;
  if (byId("notice").textContent !== words) byId("notice").textContent = words;
}

function showToast(words) {
  const toast = byId("toast");
  toast.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MS);
}

// -- languages -----------------------------------------------------------------------------------

function chooseLanguage(code) {
  say({ kind: "text", text: `/language ${code}` }, QUIET + newId());
}

async function changeWords(code) {
  const answer = await request(`${page.base}words?language=${code}`);
  if (answer?.body) speak(answer.body);
}

// Say everything around the conversation in another language.
function speak(spoken) {
  Object.assign(page, spoken);
  Object.assign(document.documentElement, { lang: page.tag, dir: page.direction });
  byId("language").value = page.language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = page.words[element.dataset.word];
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", page.words[element.dataset.label]);
  }
  byId("words").placeholder = page.words.write;
  document.documentElement.classList.toggle("framed", isFramed);
  if (isFramed) parent.postMessage({ language: page.language }, location.origin);
}

// -- the demo, where the page is a phone among others ----------------------------------------------

function onFrame(event) {
  if (event.origin === location.origin && event.source === parent && event.data.language) chooseLanguage(event.data.language);
}

// A link of ours, such as an invite, opens as one more phone; any other in a page of its own.
function openBeside(event) {
  const link = event.target.closest("a");
  if (!isFramed || !link || !(link.href.startsWith(`${page.site}/`) || link.origin === location.origin)) return;
  event.preventDefault();
  parent.postMessage({ open: link.pathname + link.search }, location.origin);
}
