//! Functions of every kind that rustc's rule of root and inlined items tells apart; written for the tests.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::{self, Display, Write};

pub struct Counted(Vec<u32>, String);
pub struct Guard<'a>(&'a mut u64);
struct Point { x: i32, y: i32 }
pub enum Shape { Dot(u8), Line(Box<Shape>, f64), Text(String) }

impl Drop for Guard<'_> {
    fn drop(&mut self) { *self.0 += 1 }
}
impl Point {
    fn sum(&self) -> i32 { self.x.wrapping_add(self.y) }
    #[inline] fn hinted(&self) -> i32 { self.x.wrapping_mul(3) }
    #[inline(always)] fn always(&self) -> i32 { self.y.wrapping_mul(5) }
    #[inline(never)] fn never(&self) -> i32 { self.x ^ self.y }
    fn indexed(&self, of: &[i32]) -> i32 { of[self.x as usize] }
}
impl Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}/{}", self.x, self.y) }
}

mod inner {
    pub fn leaf(a: u64) -> u64 { a.rotate_left(7) ^ 0x55 }
    pub fn calls(a: &str) -> String { a.to_uppercase() }
    pub fn moved(to: &mut [u8], from: &[u8]) { to.copy_from_slice(from) }
    pub fn shifted(of: &mut [u8]) { of.copy_within(1.., 0) }
    pub fn checked(a: &[u8], i: usize) -> u8 { a[i] }
    pub fn same(a: &[u8; 16], b: &[u8; 16]) -> bool { a == b }
    #[inline(never)] pub fn kept<T: Copy>(a: T) -> (T, T) { (a, a) }
    pub fn pair<T: Clone>(a: &T) -> (T, T) { (a.clone(), a.clone()) }
    #[cold] pub fn cold(a: u32) -> u32 { a / 3 }
}

pub fn points(n: i32) -> i32 {
    let p = Point { x: n, y: n + 1 };
    p.sum() + p.hinted() + p.always() + p.never() + p.indexed(&[1, 2, 3])
}
pub fn text(n: i32) -> String {
    let mut s = String::new();
    let _ = write!(s, "{} {}", Point { x: n, y: 2 }, inner::calls("abc"));
    s
}
pub fn words(text: &str) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, word) in text.split_whitespace().enumerate() {
        found.entry(word.to_string()).or_default().push(at);
    }
    found
}
pub fn counts(text: &str) -> HashMap<char, u64> {
    let mut found = HashMap::new();
    text.chars().filter(|c| !c.is_whitespace()).for_each(|c| *found.entry(c).or_insert(0) += 1);
    found
}
pub fn sorted(mut of: Vec<(u32, String)>) -> Vec<(u32, String)> {
    of.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    of.dedup_by_key(|pair| pair.0);
    of.retain(|pair| !pair.1.is_empty());
    of
}
pub fn queue(n: u16) -> VecDeque<u16> {
    let mut queue: VecDeque<u16> = (0..n).collect();
    queue.rotate_left(usize::from(n / 2));
    queue
}
pub fn shapes(n: u8) -> Vec<Shape> {
    (0..n).map(Shape::Dot).chain([Shape::Line(Box::new(Shape::Dot(1)), 0.5), Shape::Text("t".into())]).collect()
}
pub fn area(of: &Shape) -> f64 {
    match of { Shape::Dot(d) => f64::from(*d), Shape::Line(a, b) => area(a) * b, Shape::Text(t) => t.len() as f64 }
}
pub fn mixed(a: u64, bytes: &mut [u8]) -> u64 {
    let mut total = inner::leaf(a);
    inner::shifted(bytes);
    inner::moved(bytes, &[1, 2, 3]);
    { let _guard = Guard(&mut total); }
    let boxed: Box<dyn Fn(u64) -> u64> = Box::new(move |x| x + a);
    boxed(total) + u64::from(inner::checked(bytes, 1)) + u64::from(inner::cold(7)) + u64::from(inner::kept(3u8).0)
        + u64::from(inner::same(&[0; 16], &[1; 16])) + inner::pair(&a).1 + inner::kept(4u64).1
}
pub fn counted(n: u32) -> Counted { Counted((0..n).collect(), n.to_string()) }
