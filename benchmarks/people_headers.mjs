// Grades header sets with the analyzers of MDN HTTP Observatory 1.4.8 (MPL-2.0, imported from where npm put it, not included).
// Called by people_headers.py: node people_headers.mjs FOLDER_WITH_NODE_MODULES < sets.json > grades.json
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = path.resolve(process.argv[2], "node_modules");
const observatory = path.join(modules, "@mdn/mdn-http-observatory");
// Without a list of preloaded hosts three analyzers throw, and the grade is wrong.
const conf = path.join(observatory, "conf");
fs.mkdirSync(conf, { recursive: true });
if (!fs.existsSync(path.join(conf, "hsts-preload.json"))) fs.writeFileSync(path.join(conf, "hsts-preload.json"), "{}");
const load = (file) => import(pathToFileURL(file).href);
const { emptyRequests } = await load(path.join(observatory, "test/helpers.js"));
const { ALL_TESTS } = await load(path.join(observatory, "src/constants.js"));
const { getScoreModifier } = await load(path.join(observatory, "src/grader/grader.js"));
const { CookieJar } = await load(path.join(modules, "tough-cookie/dist/index.js"));

const found = [];
for (const { headers, cookies, html } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const requests = emptyRequests();
  requests.hostname = "kithbridge.test";
  for (const kind of ["auto", "https", "http", "cors"])
    for (const [name, value] of Object.entries(headers)) {
      requests.responses[kind].headers[name.toLowerCase()] = value;
      requests.responses[kind].headers.set?.(name, value);
    }
  requests.resources.path = html;
  const jar = new CookieJar();
  for (const cookie of cookies) await jar.setCookie(cookie, "https://kithbridge.test/");
  requests.session = { jar, url: new URL("https://kithbridge.test/") };
  let plain = 100, bonus = 0;
  const results = [];
  for (const test of ALL_TESTS) {
    const output = test(requests); // an analyzer that throws stops all: a grade without it would be too good
    if (!output.result) continue;
    const points = getScoreModifier(output.result);
    results.push(output.result);
    if (points < 0) plain += points; else bonus += points;
  }
  found.push({ score: Math.max(plain >= 90 ? plain + bonus : plain, 0), results });
}
console.log(JSON.stringify(found));
