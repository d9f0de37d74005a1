export { clustersOf, type ClusterOptions, type Clusters } from './clusters.ts'
export { similarityNote } from './note.ts'
