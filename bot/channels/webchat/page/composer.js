// Where words are typed.  What is half written survives a reload too.

const KINDS = { image: "photo", audio: "voice", video: "video" };

// events: text(words), file(kind)
export function listenToComposer(form, words, memory, events) {
  const changed = () => {
    fit(words);
    words.dir = words.value ? "auto" : ""; // "auto" would put an Arabic placeholder on the left
    memory.write("draft", words.value);
  };
  const send = (event) => {
    event.preventDefault();
    if (words.value.trim()) events.text(words.value.trim());
    words.value = "";
    changed();
    words.focus();
  };
  const offer = (event, transfer) => {
    const file = transfer?.files[0];
    if (!file) return;
    event.preventDefault();
    events.file(KINDS[file.type.split("/")[0]] ?? "file");
  };

  words.value = memory.read("draft", "");
  words.addEventListener("input", changed);
  words.addEventListener("keydown", (event) => {
    // While a Chinese word is being composed, Enter chooses it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  form.addEventListener("submit", send);
  // A picture or a recording cannot be sent here; the answer says what can be done instead.
  words.addEventListener("paste", (event) => offer(event, event.clipboardData));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => offer(event, event.dataTransfer));
  changed();
}

function fit(words) {
  words.style.blockSize = "auto";
  words.style.blockSize = `${words.scrollHeight}px`;
}
