# 5 Several facts from one message; asks only for the missing.
# rules: CMP-2
C> 星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷
B> 记下了：星驰S7，2023年5月购车，约32000公里
B> 3月7日（周五）
B> 绕城高速
B> 空调突然不制冷
B> 这个问题会影响行车安全吗？
B> 1 会 2 不会 3 不确定
S> step == 'safety'
S> mileage_km == 32000 and model == '星驰S7' and words.mileage_km
S> shown.when.startswith('3月7日（周五）') and where == '绕城高速'
S> shown.phenomenon.endswith('空调突然不制冷') and shown.purchase == '2023年5月'
C> [press 不会]
B> 您希望怎么处理？
S> step == 'expectation'
C> [press 维修]
B> 请发故障照片或视频
C> 没有
B> 请核对
S> step == 'summary' and cases == 0
S> asked == ('phenomenon', 'safety', 'expectation', 'evidence', 'summary')
