import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNoteFile, type StoredNote } from '../../../src/pipeline/work/note-file.ts'
import { temporaryFolder } from '../support/building.ts'

const notesOfFiles = fc.array(fc.record({ file: fc.nat(2), note: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 40 })

test('notes are what was added, be it as bytes or by where they stand in files that are gone meanwhile', () => {
  const folder = temporaryFolder()
  let run = 0
  fc.assert(
    fc.property(notesOfFiles, fc.infiniteStream(fc.nat(39)), (added, asked) => {
      run += 1
      const pathOf = (file: number): string => join(folder, `${run}-${file}`)
      const held = ['', '', ''].map((_, file) => added.filter((one) => one.file === file).map(({ note }) => note))
      for (const [file, notes] of held.entries()) writeFileSync(pathOf(file), Buffer.concat(notes))
      const ends = [0, 0, 0]
      const file = createNoteFile(join(folder, `${run}`))
      for (const { file: number, note } of added) {
        const offset = ends[number] ?? 0
        ends[number] = offset + note.length
        const elsewhere: StoredNote = { path: pathOf(number), offset, length: note.length }
        file.add(number === 0 ? note : elsewhere)
      }
      for (const number of held.keys()) rmSync(pathOf(number))
      for (const number of [...asked.take(added.length), ...added.keys()]) {
        const index = number % added.length
        expect([...file.at(index)]).toEqual([...(added[index]?.note ?? [])])
      }
      file.close()
    }),
  )
})
