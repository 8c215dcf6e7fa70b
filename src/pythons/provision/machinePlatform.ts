/** What an archive must be made for to run here: `linux-x86_64-gnu`, `darwin-aarch64`. */
export function machinePlatform(): string {
  const machine = machines[process.arch] ?? process.arch;
  return process.platform === 'linux'
    ? `linux-${machine}-${usesGlibc() ? 'gnu' : 'musl'}`
    : `${process.platform}-${machine}`;
}

const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

function usesGlibc(): boolean {
  // Else it asks the network for names.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  return JSON.stringify(report).includes('"glibcVersionRuntime"');
}
