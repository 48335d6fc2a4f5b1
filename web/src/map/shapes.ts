// The marks on the map, each a path in a 16 by 16 box. A mark says its state by shape; colour comes second.
export type Shape = "ring" | "half" | "disc" | "diamond" | "square" | "triangle" | "cross" | "dot";

interface Drawing {
  path: string;
  filled: boolean;
}

const CIRCLE = "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z";
export const DRAWINGS: Record<Shape, Drawing[]> = {
  dot: [{ path: "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6z", filled: true }],
  ring: [{ path: CIRCLE, filled: false }],
  half: [
    { path: CIRCLE, filled: false },
    { path: "M8 2a6 6 0 0 0 0 12z", filled: true },
  ],
  disc: [{ path: CIRCLE, filled: true }],
  diamond: [{ path: "M8 1l7 7l-7 7l-7-7z", filled: true }],
  square: [{ path: "M3 3h10v10h-10z", filled: true }],
  triangle: [{ path: "M8 1.5l7 12.5h-14z", filled: true }],
  cross: [{ path: "M3 5l2-2l3 3l3-3l2 2l-3 3l3 3l-2 2l-3-3l-3 3l-2-2l3-3z", filled: true }],
};

/** The mark as pixels for the WebGL map, with a thin halo of the ground so that it reads on any fill. */
export function pixels(shape: Shape, size: number, ink: string, ground: string): ImageData {
  const scale = 2;
  const side = Math.ceil(size * scale);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d")!;
  pen.scale(side / 16, side / 16);
  for (const part of DRAWINGS[shape]) {
    const path = new Path2D(part.path);
    pen.lineWidth = 2.4;
    pen.strokeStyle = ground;
    if (part.filled) pen.stroke(path);
    pen.fillStyle = part.filled ? ink : ground;
    pen.fill(path);
    if (!part.filled) {
      pen.lineWidth = 1.8;
      pen.strokeStyle = ink;
      pen.stroke(path);
    }
  }
  return pen.getImageData(0, 0, side, side);
}
