// What a page can do beyond being read. Nothing here is needed to read it: without scripts everything below is simply not offered.
// No markup is taken from the page or the network; every element is made from the texts in this file.
(function () {
  "use strict";
  var root = document.documentElement;

  function recall(name) {
    try { return localStorage.getItem("sanshen-" + name) || ""; } catch (error) { return ""; }
  }
  function keep(name, value) {
    try { localStorage.setItem("sanshen-" + name, value); } catch (error) { /* a browser that keeps nothing still shows it now */ }
  }
  function button(label, title, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    if (title) { made.title = title; }
    made.addEventListener("click", function () { act(made); });
    return made;
  }

  // A mode for elderly readers, text size and colours: one class each on the root element.
  var CHOICES = {
    elders: [["", "关"], ["s-elder", "开"]],
    size: [["", "标准"], ["s-large", "大字"], ["s-huge", "特大"]],
    colours: [["", "自动"], ["s-light", "浅色"], ["s-dark", "深色"], ["s-contrast", "高对比"]]
  };
  var LABELS = { elders: "长者模式", size: "字号", colours: "配色" };
  function chosen(name) {
    var value = recall(name);
    return CHOICES[name].some(function (one) { return one[0] === value; }) ? value : "";
  }
  function apply(name, value) {
    CHOICES[name].forEach(function (one) { if (one[0]) { root.classList.toggle(one[0], one[0] === value); } });
  }
  function setting(name) {
    var at = CHOICES[name].findIndex(function (one) { return one[0] === chosen(name); });
    function say(made) {
      made.textContent = LABELS[name] + "：" + CHOICES[name][at][1];
    }
    var made = button("", "切换" + LABELS[name], function (self) {
      at = (at + 1) % CHOICES[name].length;
      keep(name, CHOICES[name][at][0]);
      apply(name, CHOICES[name][at][0]);
      say(self);
    });
    say(made);
    return made;
  }
  Object.keys(CHOICES).forEach(function (name) { apply(name, chosen(name)); });

  // Reading aloud, paragraph by paragraph, because browsers cut off long utterances.
  function reader(body) {
    var speech = window.speechSynthesis;
    var state = "still";
    var start = button("朗读", "朗读正文", function () {
      if (state === "still") {
        speak();
      } else if (state === "reading") {
        speech.pause();
        show("paused");
      } else {
        speech.resume();
        show("reading");
      }
    });
    var stop = button("停止", "停止朗读", function () { speech.cancel(); show("still"); });
    function show(next) {
      state = next;
      start.textContent = { still: "朗读", reading: "暂停", paused: "继续" }[next];
      stop.hidden = next === "still";
    }
    function speak() {
      var parts = Array.prototype.filter.call(body.querySelectorAll("h2,h3,h4,h5,h6,p,li,th,td,pre,figcaption"), function (one) {
        return !one.querySelector("p,li,td,th") && one.textContent.trim();
      });
      parts.forEach(function (one, number) {
        var said = new SpeechSynthesisUtterance(one.textContent.trim());
        said.lang = "zh-CN";
        if (number === parts.length - 1) { said.addEventListener("end", function () { show("still"); }); }
        speech.speak(said);
      });
      if (parts.length) { show("reading"); }
    }
    window.addEventListener("pagehide", function () { speech.cancel(); });
    show("still");
    return [start, stop];
  }

  // Before a reader leaves for a site that is no government's, say so (国办发〔2017〕47号).
  var asking = null;
  function ask(link) {
    if (asking) { asking.remove(); }
    asking = document.createElement("dialog");
    asking.className = "s-dialog";
    asking.setAttribute("aria-labelledby", "leaving");
    var title = document.createElement("h2");
    title.id = "leaving";
    title.textContent = "您即将离开本网站";
    var text = document.createElement("p");
    text.textContent = "链接通往 " + link.hostname + "，其内容由该网站负责。是否继续？";
    var go = document.createElement("a");
    go.href = link.href;
    go.target = "_blank";
    go.rel = "noopener external";
    go.className = "s-button";
    go.textContent = "继续访问";
    go.addEventListener("click", function () { asking.close(); });
    var back = button("留在本站", "", function () { asking.close(); });
    var row = document.createElement("p");
    row.className = "s-dialog__row";
    row.append(go, back);
    asking.append(title, text, row);
    asking.addEventListener("close", function () { link.focus(); });
    document.body.append(asking);
    asking.showModal();
    back.focus();
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a.s-outside");
    if (!link || link.closest("dialog") || !("showModal" in HTMLDialogElement.prototype)) { return; }
    event.preventDefault();
    ask(link);
  });

  // The way to the search page becomes a box to type into; the page itself does the searching.
  function seek(place) {
    var way = place.querySelector("a");
    var box = document.createElement("input");
    box.type = "search";
    box.maxLength = 100;
    box.placeholder = "搜索全站";
    box.setAttribute("aria-label", "搜索全站");
    box.setAttribute("enterkeyhint", "search");
    function go() {
      var query = box.value.trim();
      location.href = way.href + (query ? "?q=" + encodeURIComponent(query) : "");
    }
    box.addEventListener("keydown", function (event) { if (event.key === "Enter" && !event.isComposing) { go(); } });
    place.setAttribute("role", "search");
    place.replaceChildren(box, button("搜索", "", go));
  }

  // A table or code wider than the page is moved sideways: by the keyboard too, and readers who hear the page are told.
  function wide(place) {
    var more = place.scrollWidth > place.clientWidth;
    if (more === place.hasAttribute("tabindex")) { return; }
    ["tabindex", "role", "aria-label"].forEach(function (name, at) {
      if (more) { place.setAttribute(name, ["0", "group", "内容较宽，可左右移动"][at]); } else { place.removeAttribute(name); }
    });
  }

  // On a phone the navigation is one row, moved sideways: it begins where the reader is.
  function come(row) {
    var here = row.querySelector("[aria-current]");
    if (here && row.scrollWidth > row.clientWidth) {
      var from = row.getBoundingClientRect(), at = here.getBoundingClientRect();
      row.scrollLeft += at.left - from.left - (row.clientWidth - at.width) / 2;
    }
  }

  function ready() {
    document.querySelectorAll(".s-nav ul, .s-side ul").forEach(come);
    if ("ResizeObserver" in window) {
      var sizes = new ResizeObserver(function (seen) { seen.forEach(function (one) { wide(one.target); }); });
      document.querySelectorAll(".s-table, .s-body pre code").forEach(function (one) { sizes.observe(one); });
    }
    var place = document.getElementById("seek");
    if (place) { seek(place); }
    var tools = document.getElementById("tools");
    if (tools) {
      tools.setAttribute("role", "group");
      tools.setAttribute("aria-label", "显示设置");
      Object.keys(CHOICES).forEach(function (name) { tools.append(setting(name)); });
    }
    var own = document.getElementById("article-tools");
    var body = document.getElementById("article-body");
    if (own && body) {
      own.setAttribute("role", "group");
      own.setAttribute("aria-label", "朗读与打印");
      if ("speechSynthesis" in window) { own.append.apply(own, reader(body)); }
      own.append(button("打印", "打印本页", function () { window.print(); }));
    }
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", ready); } else { ready(); }
})();
