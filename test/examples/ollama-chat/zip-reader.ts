import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50

/** The files of a zip, found as unpackers do: by the central directory at its end. */
export function readZip(zip: Buffer): ReadonlyMap<string, string> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || zip.readUInt32LE(end) !== END) throw new Error('this is no zip')
  const files = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== DIRECTORY) throw new Error('the directory of the zip is broken')
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    files.set(name, contentAt(zip, zip.readUInt32LE(at + 42), { method, size }))
    at += 46 + nameLength + extra + comment
  }
  return files
}

function contentAt(
  zip: Buffer,
  at: number,
  { method, size }: { readonly method: number; readonly size: number },
): string {
  if (zip.readUInt32LE(at) !== LOCAL) throw new Error('a file of the zip is broken')
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
  const packed = zip.subarray(start, start + size)
  return (method === 0 ? packed : inflateRawSync(packed)).toString('utf8')
}
