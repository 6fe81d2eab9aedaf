# 89 Whoever finds no words is helped; lines are put right by name in the middle; no photos is an answer.
# rules: CMP-1 CMP-2
C> 我不知道怎么说
B> 想到什么说什么
S> conversation == 'complaint' and step == 'phenomenon' and state.phenomenon == 'empty'
C> 说不清楚
B> 几个字也行
S> state.phenomenon == 'empty'
C> 昨天空调不制冷
C> 不会
C> 绕城高速
C> 星驰S7
C> 三万二
C> 这车去年双十一提的
B> 2024年11月11日购车
S> mileage_km == 32000 and step == 'expectation'
C> 改里程
B> 里程改为多少公里
C> 两万三
B> 已改为23000公里。您希望怎么处理
S> mileage_km == 23000 and step == 'expectation'
C> 上周三吧，具体忘了
B> 从3月11日（周二）改为3月5日（周三）
S> words.when == '上周三' and step == 'expectation'
C> 不对，是两万一
B> 从23000公里改为21000公里
S> mileage_km == 21000 and state.expectation == 'empty'
C> 维修
C> 没有照片
B> 请核对
S> step == 'summary' and evidence == ()
C> 提交
C> 我不投诉了
B> 同事会在这里和您确认
O> aftersales.1 我不投诉了
S> is_open and complaints == 1
