// One message: picture, bold first line, words, buttons in rows, and a small line under it.
//
// An edit changes what differs and leaves the rest alone: no flicker, and the focus stays where it is.

const SKELETON = `<img hidden width="640" height="480" alt="" decoding="async">
<div class="words" dir="auto"><span class="unseen"></span><strong></strong><div class="text"></div></div>
<div class="buttons" role="group"></div><small></small>`;

const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)，。；：！？）]/g;

// view: title, text, rows, picture, status; all may be missing.
export function fill(element, view, page) {
  if (!element.firstChild) element.innerHTML = SKELETON;
  const [image, words, buttons, small] = element.children;
  const [unseen, title, text] = words.children;
  show(image, view.picture);
  put(unseen, element.classList.contains("own") ? page.words.you : "");
  put(title, view.title);
  put(text, view.text, page.site);
  buttons.hidden = !view.rows?.length;
  fillButtons(buttons, view.rows ?? []);
  put(small, view.status);
}

function show(image, picture) {
  image.hidden = !picture;
  if (picture && image.getAttribute("src") !== picture) image.src = picture;
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
  resize(box, rows.length, "div");
  rows.forEach((choices, index) => {
    const row = box.children[index];
    resize(row, choices.length, "button");
    choices.forEach((choice, place) => fillButton(row.children[place], choice));
  });
}

function fillButton(button, choice) {
  button.type = "button";
  button.className = `button ${choice.style}`;
  button.dir = "auto";
  button.value = choice.payload;
  if (button.textContent !== choice.label) button.textContent = choice.label;
}

function resize(parent, count, tag) {
  while (parent.children.length > count) parent.lastChild.remove();
  while (parent.children.length < count) parent.append(document.createElement(tag));
}
