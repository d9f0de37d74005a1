import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { defaultSteps, type Rules } from '../../src/pipeline/index.ts'
import { reasonCodes } from '../../src/pipeline/report/reasons.ts'
import { repository } from '../support/repository.ts'

type Line = { readonly first: string; readonly cells: readonly string[] }

let steps: readonly Line[]
let others: readonly Line[]

/** The tables of a section of docs/datasets.md, without their heads. */
async function tablesOf(section: string): Promise<readonly (readonly Line[])[]> {
  const page = await readFile(join(repository, 'docs/datasets.md'), 'utf8')
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? ''
  const tables = text.match(/(?:^\|.*\|\n)+/gm) ?? []
  return tables.map((table) => table.trim().split('\n').slice(2).map(lineOf))
}

function lineOf(row: string): Line {
  const cells = row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())
  return { first: (cells[0] ?? '').replaceAll('`', ''), cells }
}

function codesOf({ cells }: Line): readonly string[] {
  return Array.from((cells.at(-1) ?? '').matchAll(/`([a-z_]+)`/g), ([, code = '']) => code)
}

/** The name in `rules`; undefined where there is none. */
function ruleOf({ cells }: Line): string | undefined {
  return /^`(\w+)`$/.exec(cells[1] ?? '')?.[1]
}

const isOff = ({ cells }: Line): boolean => (cells[2] ?? '').startsWith('off')

const namesOf = (rules: Rules = {}): readonly string[] => defaultSteps({ rules }).map((step) => step.name)

const EVERY_RULE: Rules = {
  models: {},
  length: { tokens: 8192 },
  contamination: { files: ['questions.jsonl'] },
  promptCap: {},
  userCap: {},
}

beforeAll(async () => {
  const [ofSteps = [], ofOthers = []] = await tablesOf('What happens to a row')
  steps = ofSteps
  others = ofOthers
})

describe('the steps that docs/datasets.md lists', () => {
  test('are the default steps in their order, those included that run only when they are asked for', () => {
    expect(steps.map(({ first }) => first)).toEqual(namesOf(EVERY_RULE))
  })

  test('are off where it says so, and run where it does not', () => {
    expect(steps.filter((line) => !isOff(line)).map(({ first }) => first)).toEqual(namesOf())
  })

  test('are switched off under the names that it gives', () => {
    const switched = steps.filter((line) => !isOff(line) && ruleOf(line) !== undefined)
    expect(switched.length).toBeGreaterThan(15)
    for (const line of switched) expect(namesOf({ [ruleOf(line) ?? '']: false })).not.toContain(line.first)
    expect(steps.filter(isOff).map(ruleOf)).toEqual(Object.keys(EVERY_RULE))
  })
})

test('docs/datasets.md lists every reason and flag, and no others', () => {
  const listed = [...steps, ...others].flatMap(codesOf)
  expect([...new Set(listed)].sort()).toEqual(reasonCodes)
})
