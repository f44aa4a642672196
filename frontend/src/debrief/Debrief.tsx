// The debrief of a sitting.
export default function Debrief({ id }: { id: string }) {
  return <p>{id}</p>;
}
