/** CPU seconds that `work` takes: other processes of a busy machine do not add to them. */
export function timed(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
