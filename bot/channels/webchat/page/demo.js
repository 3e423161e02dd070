// The demo's front page: pickers above the phones speak to the chats inside, and a link opens one more phone.

const phones = document.getElementById("phones");
const guest = document.getElementById("guest");

phones.addEventListener("change", (event) => {
  const frame = event.target.closest("figure").querySelector("iframe");
  frame.contentWindow.postMessage({ language: event.target.value }, location.origin);
});

addEventListener("message", (event) => {
  const figure = [...phones.children].find((other) => other.querySelector("iframe").contentWindow === event.source);
  if (event.origin !== location.origin || !figure) return;
  if (event.data.language) figure.querySelector("select").value = event.data.language;
  if (event.data.open) addGuest(event.data.open);
});

function addGuest(path) {
  const figure = guest.content.cloneNode(true).firstElementChild;
  figure.querySelector("iframe").src = path;
  phones.append(figure);
  figure.scrollIntoView({ inline: "nearest", block: "nearest" });
}
