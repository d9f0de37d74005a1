import type { Manifest } from '../output/manifest.ts'
import type { LineageCheck } from './lineage-check.ts'

/** Each row of each file is named once, in the order of the files. */
export function checkPlaces({ lineage, outputs }: Manifest): LineageCheck {
  const files = new Map(outputs.map(({ format, split, file, rows }) => [`${format}/${split}`, { file, rows, next: 1 }]))
  const finding = (message: string) => ({ code: 'lineage_differs', message }) as const
  return {
    *take({ split, rows }) {
      for (const [format, [first, count]] of Object.entries(rows)) {
        const place = files.get(`${format}/${split}`)
        if (place === undefined) {
          yield finding(`it names rows of ${format} in ${split}, and there is no such file`)
          continue
        }
        if (first !== place.next) yield finding(`it names row ${first} of ${place.file}, and row ${place.next} is next`)
        place.next = first + count
        if (place.next > place.rows + 1)
          yield finding(`it names row ${place.next - 1} of ${place.file}, which has ${place.rows}`)
      }
    },
    end: () =>
      [...files.values()].flatMap(({ file, rows, next }) =>
        next > rows ? [] : [{ file: lineage.file, ...finding(`no line names rows ${next} to ${rows} of ${file}`) }],
      ),
  }
}
