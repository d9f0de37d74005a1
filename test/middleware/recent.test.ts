import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Recent } from '../../src/middleware/recent.ts'

const MOST = 4
const step = fc.record({ kind: fc.constantFrom('set', 'set', 'set', 'delete'), name: fc.nat(9).map(String) })

test('of more than most, what was set longest ago is forgotten, whatever was set again or deleted before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const recent = new Recent<number>(MOST)
      let known: (readonly [string, number])[] = []
      steps.forEach(({ kind, name }, at) => {
        known = known.filter(([other]) => other !== name)
        if (kind === 'set') {
          recent.set(name, at)
          known = [...known, [name, at] as const].slice(-MOST)
        } else recent.delete(name)
      })
      const names = Array.from({ length: 10 }, (_, name) => String(name))
      const kept = names.flatMap((name) => (recent.get(name) === undefined ? [] : [[name, recent.get(name)]]))
      expect(new Map(kept as [string, number][])).toEqual(new Map(known))
    }),
    { numRuns: 200 },
  )
})
