// Keeps the guides that were read, for when there is no network. Nothing else: no desk, no booking, no search.
// Where nothing is kept, a page of the portal's own says so and lists what is.
"use strict";
const PAGES = "guides-2", FILES = "files-1", SHELTER = "offline-{{ release }}", MOST = 60, ANY = { ignoreVary: true };
const GUIDE = /^\/[a-z-]+\/guides\/(?!search\/|forget\/|offline\/)([a-z0-9-]+\/)?$/;
const TAP = /^\/[a-z-]+\/guides\/[a-z0-9-]+\/helped\/$/;
const PUBLIC = /^\/({{ languages|join:"|" }})\/(?!desk\/)/;

// Names of these files change with their content. Two kinds would tell of a guide that leaves no trace.
const TELLS = /\/(once\.jpg|leave\.([0-9a-f]+\.)?css)$/;
const lasts = (path) => /^\/(static|pictures)\//.test(path) && !TELLS.test(path);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys()
    .then((names) => Promise.all(names.filter((name) => ![PAGES, FILES].includes(name) && !shelters(name)).map((name) => caches.delete(name))))
    .then(() => self.clients.claim())
));
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== self.location.origin || !(request.method === "GET" || TAP.test(url.pathname))) return;
  if (request.mode === "navigate" && PUBLIC.test(url.pathname)) {
    const answer = GUIDE.test(url.pathname) ? page(request) : fetch(request);
    event.respondWith(answer.catch((error) => offline(url.pathname, error)));
  } else if (lasts(url.pathname)) event.respondWith(file(request));
});

// The page that started this script was read before it ran, so it names itself and its files.
self.addEventListener("message", (event) => {
  const keep = event.data.keep.map((address) => new Request(address));
  event.waitUntil(Promise.all(keep.map((request) => {
    const path = new URL(request.url).pathname;
    return lasts(path) ? file(request) : GUIDE.test(path) ? page(request) : null;
  }).concat(shelter(event.data.keep[event.data.keep.length - 1]))).then(() => event.source.postMessage({ kept: true })));
});

// The newest there is; without a network what was read last.
async function page(request) {
  const kept = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    const secret = (answer.headers.get("Cache-Control") || "").includes("no-store");
    if (secret || answer.status === 404 || answer.status === 410) await forget(kept, request);
    else if (answer.ok) { await kept.put(request, answer.clone()); await trim(kept); }
    return answer;
  } catch (error) {
    return (await read(kept, request)) || Promise.reject(error);
  }
}

// Of the language that is read, with its looks, in a cache of its own so that nothing pushes it out; fetched once.
// That of an earlier release serves until the new one is there, in all the languages it was kept in.
async function shelter(address) {
  const kept = await caches.open(SHELTER), own = shelterOf(new URL(address).pathname);
  if (await kept.match(own, ANY)) return;
  try {
    const earlier = (await caches.keys()).filter((name) => shelters(name) && name !== SHELTER);
    const known = await Promise.all(earlier.map(shelterPages));
    await Promise.all([...new Set([own].concat(...known))].map((path) => take(kept, path)));
    if (await kept.match(own, ANY)) await Promise.all(earlier.map((name) => caches.delete(name)));
  } catch (error) { /* no network: what is kept stays */ }
}

async function take(kept, path) {
  const answer = await fetch(path);
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await kept.addAll(text.match(/\/static\/[^"]+\.(css|js|svg)/g) || []);
  await kept.put(path, answer);
}

function shelters(name) { return name.startsWith("offline-"); }
function shelterOf(path) { return "/" + PUBLIC.exec(path)[1] + "/guides/offline/"; }

async function shelterPages(name) {
  const keys = await (await caches.open(name)).keys();
  return keys.map((key) => new URL(key.url).pathname).filter((path) => path.endsWith("/guides/offline/"));
}

// In the language of the address; if nothing was read in it, in one that was.
async function offline(path, error) {
  const newest = await caches.open(SHELTER), wanted = shelterOf(path);
  const own = (await newest.match(wanted, ANY)) || (await caches.match(wanted, ANY));
  if (own) return own;
  const names = (await caches.keys()).filter(shelters);
  const [other] = [].concat(...await Promise.all(names.map(shelterPages)));
  return (other && caches.match(other, ANY)) || Promise.reject(error);
}

// This very address, or the page without a Land. What holds in another Land is no answer, except for those who named none.
async function read(kept, request) {
  const bare = new URL(request.url);
  const asks = bare.searchParams.get("land") || bare.searchParams.get("place");
  bare.search = "";
  return (await kept.match(request, ANY)) || (await kept.match(bare.href, ANY))
    || (asks ? undefined : kept.match(bare.href, { ignoreVary: true, ignoreSearch: true }));
}

// A guide that may be kept no longer goes in all its languages and Länder, with its pictures.
async function forget(kept, request) {
  const guide = (address) => new URL(address).pathname.split("/guides/")[1];
  const files = await caches.open(FILES);
  for (const key of await kept.keys()) {
    if (guide(key.url) !== guide(request.url)) continue;
    const text = await (await kept.match(key, ANY)).text();
    for (const picture of text.match(/\/pictures\/[^"]+/g) || []) await files.delete(picture, ANY);
    await kept.delete(key, ANY);
  }
}

// A kept one is right for ever.
async function file(request) {
  const kept = await caches.open(FILES), known = await caches.match(request, ANY);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) { await kept.put(request, answer.clone()); await trim(kept); }
  return answer;
}

async function trim(kept) {
  const keys = await kept.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => kept.delete(key)));
}
