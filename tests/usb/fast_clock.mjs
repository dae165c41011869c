// Preloaded into a board's process: its clock goes ten times as fast, so that its minutes pass in seconds.

const SPEED = 10;
const begin = performance.now();
const real = performance.now.bind(performance);
Object.defineProperty(performance, "now", { value: () => begin + (real() - begin) * SPEED });
