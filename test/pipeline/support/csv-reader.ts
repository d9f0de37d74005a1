/** Reads CSV by RFC 4180, one character after the other, and refuses what the grammar does not allow. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = []
  let record: string[] = []
  let position = 0
  while (position < text.length) {
    const [field, end] = text[position] === '"' ? quoted(text, position) : plain(text, position)
    record.push(field)
    const separator = text[end]
    if (separator !== ',' && separator !== '\n') throw new Error(`no separator behind the field that ends at ${end}`)
    position = end + 1
    if (separator === ',') {
      if (position === text.length || text[position] === '\n') {
        record.push('')
        position += 1
      } else continue
    }
    records.push(record)
    record = []
  }
  return records
}

function quoted(text: string, start: number): readonly [string, number] {
  let field = ''
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] !== '"') field += text[position]
    else if (text[position + 1] === '"') {
      field += '"'
      position += 1
    } else return [field, position + 1]
  }
  throw new Error(`the quote at ${start} is never closed`)
}

function plain(text: string, start: number): readonly [string, number] {
  let end = start
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text[end] === '"' || text[end] === '\r') throw new Error(`a bare ${JSON.stringify(text[end])} at ${end}`)
    end += 1
  }
  return [text.slice(start, end), end]
}
