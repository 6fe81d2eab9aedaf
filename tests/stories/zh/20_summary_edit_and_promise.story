# 20 Summary, edit by number, then a promise with a date.
# rules: CMP-2 CMP-3 SLA-2 SLA-5
# starts: 2025-03-12T10:32
C> 星驰S7，23年5月提的，跑了23000公里，上周四在绕城高速上空调突然不制冷
C> 不会
C> [press 维修]
C> [album a.jpg b.jpg]
C> 好了
B> 请核对
B> 1 车型：星驰S7
B> 2 购车时间：2023年5月
B> 3 里程：23000公里
B> 4 时间：3月6日（周四）
B> 5 地点：绕城高速
B> /6 问题：.*空调突然不制冷/
B> 8 期望：维修
B> 9 照片：2个
B> 10 车牌号：未填
B> 回复“提交”，或回复编号修改
S> step == 'summary' and cases == 0
C> 3
B> 里程改为多少公里？
S> step == 'mileage_km' and cases == 0
C> 两万四
B> 已改为24000公里。回复“提交”，或回复编号修改
B! 约
S> mileage_km == 24000 and step == 'summary' and cases == 0
C> 提交
B> 已登记，编号TS20250312-0001
B> 11:02前联系您
B> 3月19日（周三）18:00前给您结果
B> 查进度
B! 复核
O> aftersales.1 新投诉
O> supervisors 新投诉
S> complaints == 1 and case_files == 2 and filed == 'TS20250312-0001'
C> 提交
B> TS20250312-0001
S> complaints == 1
C> [twice] 提交
S> complaints == 1
X> restart
C> 提交
B> TS20250312-0001
S> complaints == 1
