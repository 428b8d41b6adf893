// Starts a playground on free ports, and ends it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.PLAYGROUND ?? `${process.env.CARGO_TARGET_DIR ?? root + "target"}/debug/playground`;

/** A running playground: `url`, `simulator`, and `stop()`. Port 0 is any free one. */
export async function start(port = 0, settings = {}) {
  const child = spawn(program, ["serve", "--port", String(port), "--connect-port", "0"], { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...settings } });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const [url, simulator] = await new Promise((resolve, reject) => {
    let page;
    child.once("error", reject);
    child.once("exit", () => reject(new Error("the playground did not start")));
    createInterface(child.stdout).on("line", (line) => {
      page ??= /^Page and HTTP front +(\S+)/.exec(line)?.[1];
      const found = /^Amazon Connect +(\S+)/.exec(line);
      if (found) resolve([page, found[1] + "/"]);
    });
  });
  return {
    url,
    simulator,
    port: Number(new URL(url).port),
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}
