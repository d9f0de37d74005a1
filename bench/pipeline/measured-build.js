// A build in a process that does nothing else, of the package as it is published: compiling its types away would count.

const { buildDataset } = await import(new URL('../../dist/datasets.js', import.meta.url).href)

process.once('message', (options) => void measure(options))

async function measure(options) {
  const before = process.cpuUsage()
  const start = performance.now()
  const { report } = await buildDataset(options)
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(before)
  const megabytes = process.resourceUsage().maxRSS / 1_024
  process.send({ seconds, processorSeconds: (user + system) / 1e6, megabytes, report }, () => process.disconnect())
}
