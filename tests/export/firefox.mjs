// A page opened in Firefox by WebDriver BiDi: what it asked for, what it complained of, and what it shows.
// node firefox.mjs <folder of puppeteer-core> <firefox> <file:// address> <screenshot>
import { createRequire } from "node:module";

const [folder, program, address, screenshot] = process.argv.slice(2);
const puppeteer = createRequire(`${folder}/package.json`)("puppeteer-core");
const browser = await puppeteer.launch({ browser: "firefox", executablePath: program, headless: true });
const page = await browser.newPage();
await page.setViewport({ width: 1200, height: 900 });
const requests = [];
const errors = [];
page.on("request", (one) => one.url().startsWith("data:") || requests.push(one.url()));
page.on("console", (one) => ["error", "warn"].includes(one.type()) && errors.push(one.text()));
page.on("pageerror", (one) => errors.push(String(one)));
await page.goto(address);
const seen = await page.evaluate(async () => {
  const map = document.querySelector(".folium-map");
  map?.scrollIntoView();
  await new Promise((done) => setTimeout(done, 500));
  const canvas = map?.querySelector("canvas");
  const pixels = canvas ? new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer) : [];
  return {
    title: document.title,
    colours: new Set(pixels).size,
    sideways: document.documentElement.scrollWidth > innerWidth,
    fonts: [...document.fonts].filter((one) => one.status === "loaded").map((one) => one.family),
  };
});
await page.screenshot({ path: screenshot });
console.log(JSON.stringify({ version: await browser.version(), requests, errors, ...seen }));
await browser.close();
