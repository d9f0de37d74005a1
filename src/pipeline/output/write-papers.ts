import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildReport } from '../report/report.ts'
import { factsOfText } from './hashed-file.ts'
import { createManifest, MANIFEST_FILE, REPORT_FILE, type Manifest, type ManifestParts } from './manifest.ts'

/** Writes the report and then the manifest, which says of the report what it says of every other file. */
export async function writePapers(
  directory: string,
  report: BuildReport,
  parts: Omit<ManifestParts, 'report'>,
): Promise<Manifest> {
  const text = asText(report)
  const manifest = await createManifest({ ...parts, report: factsOfText(text) })
  await writeFile(join(directory, REPORT_FILE), text, { flush: true })
  await writeFile(join(directory, MANIFEST_FILE), asText(manifest), { flush: true })
  return manifest
}

function asText(value: Manifest | BuildReport): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
