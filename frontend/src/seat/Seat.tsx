// The hot seat: a sitting while its clock runs. Loaded by itself, with the canvas, the editor and the charts.

export default function Seat({ id }: { id: string }) {
  return <main className="page">Sitting {id}</main>;
}
