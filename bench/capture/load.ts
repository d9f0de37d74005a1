import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { RivalDoor } from '../rivals/rival.ts'
import { generate, prepareAnswer } from '../support/calls.ts'
import type { Door, Site } from '../support/door.ts'
import { jobsOfAll, openDoor } from '../support/open-door.ts'
import { loadRival } from '../support/rivals.ts'
import { recordedBy } from '../support/recorded.ts'
import { markOf, singleMessages, type ChatRequest } from '../support/requests.ts'
import { decimal, type Row } from '../support/table.ts'
import type { Part, Workplace } from '../support/part.ts'

const SECONDS = 5
const WARM_UP_SECONDS = 1
/** How long the model thinks. */
const DELAY_MS = 20

const LOADS = [
  { title: '1,000 turns/s of 2 KB', perSecond: 1_000, characters: 2_048 },
  { title: '20 turns/s of 200 KB', perSecond: 20, characters: 204_800 },
] as const

type Load = (typeof LOADS)[number]

/** What an app under a steady load feels. */
export const load: Part = {
  name: 'load',
  title: 'An app under load',
  head: ['', 'turns', 'pace kept', 'loop busy', 'processor', 'delay p50', 'p99', 'max', 'recorded'],
  note: `Turns of \`generateText\` begin by the clock, whether or not earlier ones have ended, for ${SECONDS} s; each parses its
request from JSON, and the model answers after ${DELAY_MS} ms. Pace kept: turns ended a second, as a share of those begun. Loop
busy: event-loop utilisation. Processor: of all threads. Delay: of the event loop, in ms, sampled each ms, so that an
idle loop shows about 1. Recorded: turns whose question was found in the end.`,
  jobs: (rivals) => jobsOfAll('load', rivals),
  async run(workplace) {
    const { rival: file } = workplace.job
    const rival = file === undefined ? undefined : await loadRival(file)
    if (rival?.slow === true) return [[rival.name, 'not run: it would not keep up']]
    const { site, door } = await openDoor(workplace)
    site.script.delayMs = DELAY_MS
    const rows: Row[] = []
    for (const each of LOADS) {
      rows.push([rows.length === 0 ? door.name : '', ...(await measure(each, site, door, workplace))])
    }
    return rows
  },
}

async function measure(each: Load, site: Site, door: Door & Partial<RivalDoor>, workplace: Workplace): Promise<Row> {
  await drive(each, WARM_UP_SECONDS, site, door)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const before = performance.eventLoopUtilization()
  const processorBefore = process.cpuUsage()
  const start = performance.now()
  const marks = await drive(each, SECONDS, site, door)
  const { utilization } = performance.eventLoopUtilization(before)
  const { user, system } = process.cpuUsage(processorBefore)
  const seconds = (performance.now() - start) / 1_000
  delay.disable()
  await door.flush()
  const recorded = door.name === 'unwrapped' ? new Set<string>() : (await recordedBy(door, workplace)).marks
  const found = marks.filter((mark) => recorded.has(mark)).length
  return [
    each.title,
    percent(Math.min(1, perSecondIn(seconds, marks.length) / each.perSecond)),
    percent(utilization),
    percent((user + system) / (seconds * 1e6)),
    ...[delay.percentile(50), delay.percentile(99), delay.max].map((nanoseconds) => decimal(nanoseconds / 1e6)),
    door.name === 'unwrapped' ? '-' : percent(found / marks.length),
  ]
}

// Of all loads, and away from the marks that requests get by themselves.
let begun = 1_000_000

/** Begins turns by the clock and waits for all of them. Gives the marks of their questions. */
async function drive(
  { perSecond, characters }: Load,
  seconds: number,
  site: Site,
  door: Door,
): Promise<readonly string[]> {
  const nextRequest = singleMessages(characters)
  const total = seconds * perSecond
  // Bodies are made beforehand, a few of them, and only marked anew.
  const bodies = Array.from({ length: 20 }, () => JSON.stringify(nextRequest()))
  const marks: string[] = []
  const turns: Promise<void>[] = []
  const start = performance.now()
  while (marks.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * perSecond))
    while (marks.length < due) {
      const mark = markOf('question', begun)
      begun += 1
      marks.push(mark)
      const body = bodies[marks.length % bodies.length] ?? ''
      turns.push(turn(site, door, body.replace(/question-\d+/, mark)))
    }
    await pause(1)
  }
  await Promise.all(turns)
  return marks
}

async function turn(site: Site, door: Door, body: string): Promise<void> {
  const request: ChatRequest = JSON.parse(body)
  prepareAnswer(site, request)
  await generate(door, 'app', request)
}

function perSecondIn(seconds: number, turns: number): number {
  // The last turns are still under way for as long as the model thinks.
  return turns / (seconds - DELAY_MS / 1_000)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
