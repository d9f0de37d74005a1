import { erasingStore, turnOf } from './erasing.ts'

// Run as a child process. `die`: erases u1 and kills itself behind so many steps. `write`: writes rows of u1 and u2,
// and says so on standard output; then it looks around like its heartbeat does at SIGUSR2, and closes at SIGTERM.
const [way = '', dir = '', name = ''] = process.argv.slice(2)

if (way === 'die') {
  let steps = 0
  const { erase } = erasingStore(dir, () => {
    if (steps === Number(name)) process.kill(process.pid, 'SIGKILL')
    steps += 1
  })
  await erase({ userId: 'u1' }, undefined)
} else {
  const store = erasingStore(dir)
  let count = 0
  const write = async () => {
    count += 1
    await store.append([turnOf(`gone-${name}-${count}`, 'u1'), turnOf(`stays-${name}-${count}`, 'u2')])
    process.stdout.write('written\n')
  }
  const idle = setInterval(() => {}, 1_000)
  process.on('SIGUSR2', () => void store.notice().then(write))
  process.on('SIGTERM', () => void store.close().then(() => clearInterval(idle)))
  await write()
}
