# 8 Correction of the last answer; variants.
# rules: CMP-2
C> 空调突然不制冷
C> [press 不会]
C> 昨天下午
S> shown.when.startswith('3月11日（周二）')
C> 不对，是上周四
B> 已改为3月6日（周四）
B> 在哪里发生的？
S> shown.when == '3月6日（周四）' and len(earlier.when) == 1 and step == 'where'
C> 绕城高速
C> 说错了，是机场高速
B> 已改为机场高速
S> where == '机场高速' and earlier.where == ('绕城高速',) and step == 'model'
C> 星驰S7
C> 三万二
C> 不对，是两万四
B> 已改为24000公里
B! 约24000
S> mileage_km == 24000 and step == 'purchase'
C> 改成两万五公里
B> 已改为25000公里
S> mileage_km == 25000 and earlier.mileage_km == ('约32000公里', '24000公里')
