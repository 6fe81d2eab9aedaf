# 20 Every line of the summary can be changed, kept, or left out.
# rules: CMP-2
C> 空调不制冷
C> 不确定
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
S> step == 'summary'
C> 1
B> 车型改为什么
C> 星驰S7
B> 已改为星驰S7
S> model == '星驰S7' and step == 'summary'
C> 2
C> 2023年5月
S> shown.purchase == '2023年5月' and step == 'summary'
C> 3
C> 不改
B> 好，不改
S> step == 'summary' and state.mileage_km == 'declined'
C> 3
C> 23000
S> mileage_km == 23000
C> 4
C> 前天晚上
S> shown.when.startswith('3月10日（周一）') and step == 'summary'
C> 5
C> 小区地库
S> where == '小区地库' and step == 'summary'
C> 6
C> 空调不制冷，还有股霉味
B> 已改为空调不制冷，还有股霉味
S> phenomenon == '空调不制冷，还有股霉味' and step == 'summary'
C> 7
B> 影响行车安全吗
C> [press 不会]
S> safety == 'no' and step == 'summary'
C> 8
C> 免费修好
S> expectation == 'repair' and step == 'summary'
C> 9
B> 请发要补充的照片
C> [photo a.jpg]
C> 好了
B> 照片：1个
S> step == 'summary' and draft_files == 1
C> 10
C> 浙A12345
S> plate == '浙A12345'
C> 11
C> 跳过
S> state.vin == 'declined' and step == 'summary'
C> 12
C> 可能是上次加氟没加够
S> cause == '可能是上次加氟没加够' and step == 'summary'
C> 13
B> 没看懂要改哪一项
S> step == 'summary' and cases == 0
C> 啊这
B> 还是没看懂
S> cases == 0
C> 里程说错了，是两万五
B> 已把里程从23000公里改为25000公里
S> mileage_km == 25000 and step == 'summary'
C> [press 提交]
S> complaints == 1 and model == '星驰S7' and mileage_km == 25000 and case_files == 1
