// Nothing is fetched from elsewhere when the site is built or read: no web
// fonts, and every library is an npm dependency of package-lock.json.
export default {
  title: "예산 상황판",
  root: "src",
  output: "dist",
  style: "style.css",
  globalStylesheets: [],
  pages: [
    {name: "예산 개요", path: "/index"},
    {name: "전년 대비 증감", path: "/changes"},
    {name: "월별 집행", path: "/execution"},
    {name: "산출근거", path: "/cost-basis"},
    {name: "정합성 점검", path: "/violations"},
    {name: "자치단체 비교", path: "/nation"}
  ],
  head: '<meta name="robots" content="noindex"><link rel="icon" href="data:,">',
  toc: false,
  pager: false,
  search: false,
  footer: "budget_ext의 뷰를 읽어 만든 정적 페이지입니다. 단위: 따로 적지 않으면 천원."
};
