# 11 Back; nothing lost; works after a restart, over several questions.
# rules: CMP-2
C> 星驰S7空调不制冷，昨天在绕城高速
C> 不会
C> 23000
B> 23000公里
X> restart
C> 上一步
B> 回到上一题：里程现在是“23000公里”
B> 不改回复“不改”
S> step == 'mileage_km' and mileage_km == 23000
C> 不改
B> 好，不改。车是什么时候买的？
S> mileage_km == 23000 and state.mileage_km == 'filled' and step == 'purchase'
C> 上一步
C> 两万四
B> 已改为24000公里
S> mileage_km == 24000 and step == 'purchase'
C> 2023年5月
C> 上一步
C> 上一步
B> 里程现在是“24000公里”
C> 上一步
B> 影响安全现在是“不会”
B> 1 会 2 不会 3 不确定
C> [press 会]
B> 已改为会
S> safety == 'yes' and mileage_km == 24000 and shown.purchase == '2023年5月' and step == 'expectation'
C> 返回
C> 返回
C> 返回
C> 返回
C> 返回
B> 前面没有题目了
S> step == 'phenomenon' and cases == 0
C> 不改
S> step == 'expectation'
