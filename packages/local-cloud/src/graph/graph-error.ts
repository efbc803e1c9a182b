/** A graph that cannot be read or executed: the fault of who wrote it, or of a state folder that stems from another. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}
