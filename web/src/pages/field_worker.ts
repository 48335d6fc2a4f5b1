// The service worker of /field/: the page and its parts open without a connection. Reports are not its business; the page
// sends them. Names of parts change rarely and a newer one is fetched whenever there is a connection.
export {};
const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = "kondusif-field-1";
const PAGE = "/field/";
const PATIENCE = 4000; // a page that takes longer on a weak connection opens from the phone

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (event) => {
  const keep = (event.data as { keep?: string[] }).keep;
  if (keep) event.waitUntil(fill(keep));
});

async function fill(paths: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(paths.map((path) => refresh(cache, path).catch(() => undefined)));
  const wanted = new Set(paths);
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

/** Keeps only the thing itself: a redirect to the sign-in page must not replace the page. */
async function refresh(cache: Cache, path: string): Promise<Response> {
  const answer = await fetch(path, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
  return answer;
}

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page());
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(url.pathname));
});

async function page(): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE);
  if (!kept) return fetch(PAGE);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([refresh(cache, PAGE).catch(() => kept), late]);
}

async function part(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  const fresh = refresh(cache, path);
  if (!kept) return fresh;
  fresh.catch(() => undefined);
  return kept;
}
