// One message: pictures, a clip, bold first line, words, buttons in rows, and a small line under it.
//
// An edit changes what differs and leaves the rest alone: no flicker, and the focus stays where it is.

const SKELETON = `<img hidden width="640" height="480" alt="" decoding="async">
<div class="album"></div><div class="clip"></div>
<div class="words" dir="auto"><span class="unseen"></span><strong></strong><div class="text"></div></div>
<div class="buttons" role="group"></div><small></small>`;

const SHOT = `<img width="640" height="480" loading="lazy" decoding="async"><figcaption dir="auto"></figcaption>`;

const WEB = /^https?:\/\//i; // a button leads to no other kind of address
const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)，。；：！？）]/g;

// view: title, text, rows, picture, album, file, clip, qr, status; all may be missing.
export function fill(element, view, page) {
  if (!element.firstChild) element.innerHTML = SKELETON;
  const [image, album, clip, words, buttons, small] = element.children;
  const [unseen, title, text] = words.children;
  show(image, view.picture ?? view.qr);
  image.classList.toggle("qr", !view.picture && !!view.qr);
  image.alt = !view.picture && view.qr ? page.words.qr : "";
  const shots = view.album ?? [];
  album.hidden = !shots.length;
  fillAlbum(album, shots);
  clip.hidden = !view.clip;
  fillClip(clip, view.clip, view.title);
  put(unseen, element.classList.contains("own") ? page.words.you : "");
  put(title, view.title);
  put(text, shots.length ? "" : view.text, page.site); // which the pictures say one by one
  const rows = [...(view.file ? [[link(view.file)]] : []), ...(view.rows ?? [])];
  buttons.hidden = !rows.length;
  fillButtons(buttons, rows);
  put(small, view.status);
}

// A file lies below the chat's own path, and is saved under its name.
function link({ path, name }) {
  return { label: `📄 ${name}`, style: "", url: new URL(path, document.baseURI).href };
}

function show(image, picture) {
  image.hidden = !picture;
  if (picture && image.getAttribute("src") !== picture) image.src = picture;
}

function fillAlbum(box, shots) {
  shape(box, shots.map(() => "figure"));
  shots.forEach(({ picture, words }, place) => {
    const figure = box.children[place];
    if (!figure.firstChild) figure.innerHTML = SHOT;
    const [image, caption] = figure.children;
    image.alt = words;
    caption.setAttribute("aria-hidden", String(!!picture)); // said once, by the picture
    show(image, picture);
    put(caption, words);
  });
}

// The browser's own player, which knows keyboards and screen readers; no more than its length is loaded before it plays.
function fillClip(box, clip, name) {
  shape(box, clip ? [clip.player] : []);
  const player = box.firstChild;
  if (!player || player.getAttribute("src") === clip.path) return;
  player.setAttribute("aria-label", name);
  player.setAttribute("playsinline", ""); // or an iPhone would leave the chat for it
  Object.assign(player, { controls: true, preload: "metadata", src: clip.path });
}

function put(element, text = "", site = "") {
  element.hidden = !text;
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  element.replaceChildren(...(site ? linked(text, site) : [text]));
}

// Our own links, such as an invite, can be tapped.  Others stay words: a name that someone typed is no place to go to.
function* linked(text, site) {
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (!match[0].startsWith(`${site}/`) && !match[0].startsWith(`${location.origin}/`)) continue;
    yield text.slice(end, match.index);
    const link = document.createElement("a");
    Object.assign(link, { href: match[0], textContent: match[0], target: "_blank", rel: "noopener" });
    yield link;
    end = match.index + match[0].length;
  }
  yield text.slice(end);
}

function fillButtons(box, rows) {
  shape(box, rows.map(() => "div"));
  rows.forEach((choices, index) => {
    const row = box.children[index];
    shape(row, choices.map((choice) => (choice.url ? "a" : "button")));
    choices.forEach((choice, place) => fillButton(row.children[place], choice));
  });
}

function fillButton(button, choice) {
  button.className = `button ${choice.style}`;
  button.dir = "auto";
  if (!choice.url) Object.assign(button, { type: "button", value: choice.payload });
  else if (WEB.test(choice.url)) Object.assign(button, { href: choice.url, target: "_blank", rel: "noopener" });
  else button.removeAttribute("href");
  if (button.textContent !== choice.label) button.textContent = choice.label;
}

// Give an element children of these kinds, and keep those that are of the right one already.
function shape(parent, tags) {
  while (parent.children.length > tags.length) parent.lastChild.remove();
  tags.forEach((tag, place) => {
    const old = parent.children[place];
    if (old?.localName === tag) return;
    const made = document.createElement(tag);
    if (old) old.replaceWith(made);
    else parent.append(made);
  });
}
